/** A region id, as far as its form goes: it becomes part of host names. */
export const REGION_ID = /^[a-z]{2}(-[a-z0-9]{1,20}){1,4}$/;

export const EXPECTED_REGION = 'a region id such as cn-hangzhou';
