using System.Globalization;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;
using SuperResFarm.Api.Problems;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Uploads;

/// <summary>A stored result as the body of an answer, whole or one range of it, in bounded memory.</summary>
internal static class ResultContent
{
    private const string Octets = "application/octet-stream";

    /// <summary>Answers with it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="store">Where it is.</param>
    /// <param name="target">Its address.</param>
    /// <param name="result">What was stored there.</param>
    /// <exception cref="ProblemException">It is gone, another one is there now, or the range lies behind its end.</exception>
    public static async Task SendAsync(HttpContext context, IObjectStore store, ObjectUri target, ItemResult result)
    {
        var (request, response, ct, tag) = (context.Request, context.Response, context.RequestAborted, new EntityTagHeaderValue($"\"{result.Sha256}\""));
        var headers = request.GetTypedHeaders();
        response.Headers.ETag = tag.ToString();
        response.Headers.AcceptRanges = "bytes";
        if (headers.IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        var range = RangeOf(headers, tag, result.Bytes);
        await using var content = await OpenAsync(store, target, result, range, ct);
        response.ContentType = content.Head.ContentType is { Length: > 0 } type ? type : Octets;
        response.Headers.ContentDisposition = Attachment.Named(ResultLinks.FileNameOf(target));
        response.ContentLength = range is var (from, to) ? to - from + 1 : result.Bytes;
        if (range is var (first, last))
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {first}-{last}/{result.Bytes}");
        }
        await content.Body.CopyToAsync(response.Body, ct);
    }

    // Several ranges in one request may be answered with all of it (RFC 9110, 14.2).
    private static (long From, long To)? RangeOf(RequestHeaders headers, EntityTagHeaderValue tag, long bytes)
    {
        if (headers.Range is not { Unit.Value: "bytes", Ranges: { Count: 1 } ranges } || headers.IfRange is { } only && only.EntityTag?.Compare(tag, useStrongComparison: true) != true)
            return null;
        var (from, to) = ranges.Single() switch
        {
            { From: { } first } one => (first, Math.Min(one.To ?? long.MaxValue, bytes - 1)),
            { To: { } suffix } => (Math.Max(0, bytes - suffix), suffix == 0 ? -1 : bytes - 1),
            _ => (0, bytes - 1),
        };
        return from <= to ? (from, to) : throw new ProblemException(StatusCodes.Status416RangeNotSatisfiable, "range-invalid", $"The result has {bytes} bytes; the range lies behind them.")
        {
            Headers = [("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes */{bytes}"))],
        };
    }

    private static async Task<ObjectContent> OpenAsync(IObjectStore store, ObjectUri target, ItemResult result, (long From, long To)? range, CancellationToken ct)
    {
        var head = await store.FindAsync(target, ct) ?? throw Gone($"The result '{target}' is not there any more; submit the image again.");
        if (head.Bytes != result.Bytes || head.Sha256 is { } now && now != result.Sha256)
            throw Gone($"'{target}' is not the result any more that the job stored; the report tells the item's SHA-256.");
        try
        {
            var options = range is var (from, to) ? new ReadOptions { Offset = from, Length = to - from + 1 } : ReadOptions.Whole;
            return await store.OpenReadAsync(target, options with { Version = head.Version }, ct);
        }
        catch (FarmException fault) when (fault.Code is FailureCode.SourceMissing or FailureCode.SourceChanged)
        {
            throw Gone($"The result '{target}' is not there any more, or was changed this moment.");
        }
    }

    private static ProblemException Gone(string detail) => new(StatusCodes.Status410Gone, "result-gone", detail);
}
