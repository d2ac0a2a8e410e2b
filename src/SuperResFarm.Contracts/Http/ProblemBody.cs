namespace SuperResFarm.Contracts.Http;

/// <summary>Body of every answer that is an error: problem details (RFC 9457) with a stable code.</summary>
public sealed record ProblemBody
{
    /// <summary>Media type.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>A name for this kind of problem, as an address.</summary>
    public string? Type { get; init; }

    /// <summary>The kind in a few words.</summary>
    public string? Title { get; init; }

    /// <summary>The status of the answer.</summary>
    public int Status { get; init; }

    /// <summary>One sentence that names the thing and the remedy.</summary>
    public string? Detail { get; init; }

    /// <summary>Which request.</summary>
    public string? Instance { get; init; }

    /// <summary>Stable, in lower case with hyphens; a failure code or one of the service's own.</summary>
    public string? Code { get; init; }

    /// <summary>Finds the request in logs and traces.</summary>
    public string? TraceId { get; init; }

    /// <summary>Each single mistake in the body.</summary>
    public IReadOnlyList<MistakeBody>? Errors { get; init; }

    /// <summary>With the code <c>quota-exceeded</c>: which quota, and how it stands.</summary>
    public QuotaBody? Quota { get; init; }
}

/// <summary>A quota that has no room.</summary>
/// <param name="Name">Which: <c>queuedItems</c>, <c>openJobs</c>, <c>megapixelsPerDay</c> or <c>bytesPerDay</c>.</param>
/// <param name="Limit">How much there may be.</param>
/// <param name="Used">How much there is.</param>
public sealed record QuotaBody(string Name, double Limit, double Used);

/// <summary>One mistake in a body.</summary>
/// <param name="Pointer">Where, as a JSON pointer (RFC 6901): <c>/parameters/quality</c>.</param>
/// <param name="Detail">What is wrong there.</param>
public sealed record MistakeBody(string Pointer, string Detail);
