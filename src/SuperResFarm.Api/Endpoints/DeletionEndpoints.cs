using SuperResFarm.Api.Access;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Requests;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Deletion;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Api.Endpoints;

/// <summary>Jobs that are not wanted any more.</summary>
internal static class DeletionEndpoints
{
    public static void Map(RouteGroupBuilder jobs) => jobs.MapDelete("{id:guid}", DeleteAsync).NeedsScope(KeyScope.Submit, "job.delete")
        .Says("deleteJob", "Forgets a job that has ended, with all its items.",
            "It is gone at once. With results=true its results are deleted too, in the background: those that it made itself and that are still what it stored. "
            + "Otherwise they stay where they are.")
        .Produces(StatusCodes.Status204NoContent).Fails(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);

    private static async Task<IResult> DeleteAsync(HttpContext context, Guid id, string? results, RequestFacts facts, JobDeletion deletion, CancellationToken ct)
    {
        var too = results switch
        {
            null or "" or "false" => false,
            "true" => true,
            _ => throw ProblemException.Malformed("results-invalid", "results must be true or false."),
        };
        return await deletion.DeleteAsync(facts.TenantOf(context), id, too, RequestFacts.OriginOf(context), ct) switch
        {
            AskOutcome.Done => TypedResults.NoContent(),
            AskOutcome.Refused => throw new ProblemException(StatusCodes.Status409Conflict, "wrong-state", $"Job {id} has not ended; cancel it first (POST /v1/jobs/{id}/cancel)."),
            _ => throw ProblemException.NoSuchJob(id),
        };
    }
}
