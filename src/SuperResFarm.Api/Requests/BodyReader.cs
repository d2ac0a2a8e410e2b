using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using SuperResFarm.Api.Problems;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Api.Requests;

/// <summary>Takes bodies in, each kind up to its limit.</summary>
internal static class BodyReader
{
    /// <summary>Media types of lists of images.</summary>
    private static readonly Dictionary<string, ManifestFormat> _manifests = new(StringComparer.OrdinalIgnoreCase)
    {
        ["application/x-ndjson"] = ManifestFormat.Jsonl,
        ["application/jsonl"] = ManifestFormat.Jsonl,
        ["text/csv"] = ManifestFormat.Csv,
    };

    /// <returns>The kind of list the body is; null: it is JSON.</returns>
    /// <exception cref="ProblemException">It is something else, compressed, or in another encoding than UTF-8.</exception>
    public static ManifestFormat? KindOf(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
            throw Unsupported("has no Content-Type");
        if (request.Headers.ContentEncoding is not ([] or ["identity"]))
            throw Unsupported("is compressed");
        if (type.Charset.HasValue && !type.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw Unsupported($"is in {type.Charset}");
        if (_manifests.TryGetValue(type.MediaType.Value ?? "", out var format))
            return format;
        return type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) ? null : throw Unsupported($"is {type.MediaType}");
    }

    /// <summary>Sets how long the body may be; longer ones end in 413.</summary>
    public static void Limit(HttpContext context, long bytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = bytes;
    }

    /// <returns>The body's JSON.</returns>
    /// <param name="request">Limited before.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="ProblemException">400: it is no JSON, or of another shape; errors names the place.</exception>
    public static async Task<T> JsonAsync<T>(HttpRequest request, CancellationToken ct)
        where T : class
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(ct);
            if (!read.IsCompleted)
            {
                request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }
            var json = read.Buffer.ToArray();
            request.BodyReader.AdvanceTo(read.Buffer.End);
            return Json<T>(json, "The body");
        }
    }

    /// <returns>The JSON of a body that is never long.</returns>
    /// <param name="context">Not read yet.</param>
    /// <param name="most">How many bytes it may have.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="ProblemException">It is longer, no JSON, or of another shape.</exception>
    public static Task<T> SmallJsonAsync<T>(HttpContext context, long most, CancellationToken ct)
        where T : class
    {
        if (KindOf(context.Request) is not null)
            throw Unsupported("is a list of images");
        Limit(context, most);
        return JsonAsync<T>(context.Request, ct);
    }

    /// <returns>Likewise; null: there is no body.</returns>
    /// <inheritdoc cref="SmallJsonAsync"/>
    public static async Task<T?> FindJsonAsync<T>(HttpContext context, long most, CancellationToken ct)
        where T : class =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true ? await SmallJsonAsync<T>(context, most, ct) : null;

    /// <returns>The value a JSON text holds.</returns>
    /// <param name="json">UTF-8.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <exception cref="ProblemException">400: it is no JSON, or of another shape.</exception>
    public static T Json<T>(ReadOnlySpan<byte> json, string what)
        where T : class =>
        StrictJson.Read<T>(json, out var mistake) ?? throw new ProblemException(StatusCodes.Status400BadRequest, "json-invalid",
            $"{what} cannot be used: {(mistake!.Pointer.Length > 0 ? mistake.Pointer : "it")} {mistake.Detail}.")   // null comes with a mistake
        {
            Errors = [mistake],
        };

    /// <returns>The value of a query parameter that holds JSON.</returns>
    public static T Json<T>(string json, string what)
        where T : class => Json<T>(Encoding.UTF8.GetBytes(json), what);

    private static ProblemException Unsupported(string what) => new(StatusCodes.Status415UnsupportedMediaType, "media-type-unsupported",
        $"The body {what}; send application/json, or a list of images as application/x-ndjson or text/csv, in UTF-8 and uncompressed.");
}
