using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Api.Problems;

/// <summary>Ends a request with an answer that is an error.</summary>
/// <param name="status">Of the answer.</param>
/// <param name="code">Stable, in lower case with hyphens.</param>
/// <param name="detail">One sentence that names the thing and the remedy.</param>
/// <param name="cause">For the log.</param>
internal sealed class ProblemException(int status, string code, string detail, Exception? cause = null) : Exception(detail, cause)
{
    public int Status => status;

    public string Code => code;

    /// <summary>Each single mistake in the body.</summary>
    public IReadOnlyList<MistakeBody>? Errors { get; init; }

    /// <summary>When to ask again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Further headers of the answer.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The quota that has no room.</summary>
    public QuotaBody? Quota { get; init; }

    /// <returns>400: the request cannot even be read.</returns>
    public static ProblemException Malformed(string code, string detail) => new(StatusCodes.Status400BadRequest, code, detail);

    /// <returns>404: the tenant has no such job, or nobody has.</returns>
    public static ProblemException NoSuchJob(Guid id) => new(StatusCodes.Status404NotFound, "job-unknown", $"There is no job {id}.");
}
