using System.Buffers;
using System.Reflection;
using System.Text.Json;
using System.Text.Unicode;
using ClimateFinance.Api.Http.Problems;
using Microsoft.AspNetCore.Http.Metadata;

namespace ClimateFinance.Api.Http.Bodies;

/// <summary>What the endpoint filter of commands looks at before the handler runs.</summary>
internal interface IRequestBody
{
    IReadOnlyList<Flaw> Flaws { get; }
}

internal static class RequestBody
{
    /// <summary>No command needs more than this; a longer body is refused with 413 before it is read.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>
    /// A refused body up to this length is still taken off the line, so that a caller who is sending reads the refusal; at a longer one the
    /// connection is closed.
    /// </summary>
    public const int MaxHeardOut = 4 * 1024 * 1024;

    /// <summary>For a body that went elsewhere as it came: what stands for its bytes where a request is held to an earlier one.</summary>
    public static void StandIn(HttpContext http, byte[] digest) => http.Items[typeof(RequestBody)] = new ReadOnlyMemory<byte>(digest);

    /// <summary>Reads the whole body once and keeps it with the request, because the idempotency hash is over its bytes.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> BytesAsync(HttpContext http)
    {
        if (http.Items.TryGetValue(typeof(RequestBody), out var kept)) return (ReadOnlyMemory<byte>)kept!;
        if (http.Request.ContentLength > MaxBytes) throw new BadHttpRequestException("Body too large.", StatusCodes.Status413PayloadTooLarge);

        var buffer = new ArrayBufferWriter<byte>((int)(http.Request.ContentLength ?? 1024) + 1);
        while (true)
        {
            var read = await http.Request.Body.ReadAsync(buffer.GetMemory(512), http.RequestAborted);
            if (read == 0) break;
            buffer.Advance(read);
            if (buffer.WrittenCount > MaxBytes) throw new BadHttpRequestException("Body too large.", StatusCodes.Status413PayloadTooLarge);
        }

        http.Items[typeof(RequestBody)] = buffer.WrittenMemory;
        return buffer.WrittenMemory;
    }
}

/// <summary>
/// A JSON body of a command, read strictly. When it does not read, <see cref="Flaws"/> names every field that is wrong, what was expected
/// and what was given, and the handler is not called.
/// </summary>
internal sealed class Body<T> : IRequestBody, IEndpointParameterMetadataProvider
    where T : class
{
    private readonly T? value;

    private Body(T? value, IReadOnlyList<Flaw> flaws) => (this.value, Flaws) = (value, flaws);

    public IReadOnlyList<Flaw> Flaws { get; }

    public T Value => value ?? throw new InvalidOperationException("The body has flaws; the filter lets no handler see it.");

    public static async ValueTask<Body<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        // RFC 8259: JSON between systems is UTF-8.
        if (context.Request.GetTypedHeaders().ContentType is { Charset: { HasValue: true } charset } && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw new BadHttpRequestException("Not UTF-8.", StatusCodes.Status415UnsupportedMediaType);

        var bytes = await RequestBody.BytesAsync(context);
        if (!Utf8.IsValid(bytes.Span)) return new Body<T>(null, [Flaw.Of("$", "body.not_unicode")]);
        try
        {
            var value = JsonSerializer.Deserialize<T>(bytes.Span, ApiJson.Options);
            return value is null ? new Body<T>(null, [Flaw.Of("$", "body.missing")]) : new Body<T>(value, []);
        }
        catch (JsonException exception)
        {
            return new Body<T>(null, JsonDiagnosis.Of(bytes, typeof(T), exception));
        }
        catch (InvalidOperationException)
        {
            // An escape such as \ud800 alone: valid JSON, and no text.
            return new Body<T>(null, [Flaw.Of("$", "body.not_unicode")]);
        }
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));
}
