-- An append is plain statements now, which the server plans once and runs without the language of functions in between: that cost it a good quarter more.
-- What is left for a function is to refuse. store_append stays for nodes of before.

-- Raises CF001, with the stream's id as the constraint's name. Its result is never seen: it stands where a version would.
create function store_stale(p_stream uuid)
returns bigint language plpgsql as
$$
begin
    raise exception 'Stream % has another version than expected.', p_stream using errcode = 'CF001', constraint = p_stream::text;
end
$$;
