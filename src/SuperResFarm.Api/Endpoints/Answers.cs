using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Api.Endpoints;

/// <summary>What the OpenAPI document says of an endpoint's answers.</summary>
internal static class Answers
{
    /// <summary>Errors that every endpoint with a database behind it can end in: a wrong request, no key, a key that may not, too many requests, a bad moment, a mistake of ours.</summary>
    private static readonly int[] _always =
    [
        StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests,
        StatusCodes.Status500InternalServerError, StatusCodes.Status503ServiceUnavailable,
    ];

    public static RouteHandlerBuilder Fails(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in statuses.Concat(_always).Distinct().Order())
            endpoint.Produces<ProblemBody>(status, ProblemBody.MediaType);
        return endpoint;
    }

    /// <summary>Names an endpoint and says in a sentence or two what it does.</summary>
    public static RouteHandlerBuilder Says(this RouteHandlerBuilder endpoint, string name, string summary, string? description = null) =>
        (description is null ? endpoint : endpoint.WithDescription(description)).WithName(name).WithSummary(summary);
}
