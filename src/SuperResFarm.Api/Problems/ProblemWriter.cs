using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Api.Problems;

/// <summary>Writes errors as problem details (RFC 9457).</summary>
internal static class ProblemWriter
{
    private const string Types = "urn:superresfarm:problem:";

    /// <summary>Ends an answer that has not begun with an error.</summary>
    public static async Task WriteAsync(HttpContext context, ProblemException problem)
    {
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.Headers.CacheControl = "no-store";
        if (problem.RetryAfter is { } wait)
            response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in problem.Headers)
            response.Headers[name] = value;
        response.ContentType = ProblemBody.MediaType;
        await JsonSerializer.SerializeAsync(response.Body, BodyOf(context, problem), FarmJson.Options, context.RequestAborted);
    }

    /// <returns>What is said of an answer that has a status and nothing else.</returns>
    public static ProblemException OfStatus(HttpContext context, int status) => status switch
    {
        StatusCodes.Status404NotFound => new(status, "not-found", $"There is nothing at {context.Request.Path}; /openapi/v1.json lists what there is."),
        StatusCodes.Status405MethodNotAllowed => new(status, "method-not-allowed",
            $"{context.Request.Path} does not take {context.Request.Method}; the header Allow lists what it takes."),
        StatusCodes.Status413PayloadTooLarge => FaultMap.Of(new BadHttpRequestException("", status)),
        StatusCodes.Status415UnsupportedMediaType => new(status, "media-type-unsupported", "This kind of body is not taken here."),
        _ => new(status, status >= StatusCodes.Status500InternalServerError ? "internal" : "request-malformed", $"{ReasonPhrases.GetReasonPhrase(status)}."),
    };

    /// <returns>What finds the request in logs and traces.</returns>
    public static string TraceIdOf(HttpContext context) => Activity.Current?.Id ?? context.TraceIdentifier;

    private static ProblemBody BodyOf(HttpContext context, ProblemException problem) => new()
    {
        Type = Types + problem.Code,
        Title = Title(problem.Code),
        Status = problem.Status,
        Detail = problem.Message,
        Instance = context.Request.Path,
        Code = problem.Code,
        TraceId = TraceIdOf(context),
        Errors = problem.Errors,
        Quota = problem.Quota,
    };

    private static string Title(string code) => char.ToUpperInvariant(code[0]) + code[1..].Replace('-', ' ');
}
