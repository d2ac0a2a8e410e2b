using System.Globalization;
using Microsoft.Extensions.Options;
using SuperResFarm.Api.Access;
using SuperResFarm.Api.Estimates;
using SuperResFarm.Api.Events;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Requests;
using SuperResFarm.Api.Settings;
using SuperResFarm.Api.Submissions;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Api.Endpoints;

/// <summary>Jobs: submit, list, look at, cancel, retry.</summary>
internal static class JobEndpoints
{
    private const char Listing = 'j';
    private const string RetryAfterSeconds = "2";

    public static void Map(RouteGroupBuilder jobs)
    {
        jobs.MapPost("", SubmitAsync).NeedsScope(KeyScope.Submit, "job.create")
            .Says("submitJob", "Submits images to be enlarged.",
                "Exactly one of items, manifest and prefix says which. A list of images can also be the body itself, as application/x-ndjson or text/csv; the other members "
                + "then stand as one JSON object in the query parameter request. Prefer: wait=N answers after the job's end, or N seconds (60 at most). "
                + "A prefix with many images is listed on after the answer; crawl in the job tells how far. A job with a deadline or a budget begins nothing more when one of them is reached. "
                + "With an Idempotency-Key a repeated request is the same job, and the answer says Idempotency-Replayed: true.")
            .Accepts<JobRequest>("application/json", "application/x-ndjson", "text/csv")
            .Produces<JobBody>(StatusCodes.Status202Accepted).Produces<JobBody>()
            .Fails(StatusCodes.Status403Forbidden, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status422UnprocessableEntity);
        jobs.MapGet("", ListAsync).NeedsScope(KeyScope.Read)
            .Says("listJobs", "Lists jobs, the newest first.", "Of several filters all must hold. A cursor is good with the same filters only.").Produces<Page<JobBody>>().Fails();
        jobs.MapGet("{id:guid}", GetAsync).NeedsScope(KeyScope.Read)
            .Says("getJob", "Tells how a job stands.").Produces<JobBody>().Fails(StatusCodes.Status404NotFound);
        jobs.MapPost("{id:guid}/cancel", (HttpContext context, Guid id, RequestFacts facts, JobControl control, JobWatches watches, CancellationToken ct) =>
                AskAsync(id, "cancelled", control.CancelAsync(facts.TenantOf(context), id, RequestFacts.OriginOf(context), ct), watches)).NeedsScope(KeyScope.Submit, "job.cancel")
            .Says("cancelJob", "Ends a job: what has not ended of it is cancelled at once.")
            .Produces<ChangedBody>().Fails(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        jobs.MapPost("{id:guid}/retry", RetryAsync).NeedsScope(KeyScope.Submit, "job.retry")
            .Says("retryJob", "Tries a job's failed items again. Those whose entry could not be used stay as they are.",
                "The body may be left out. A deadline or a budget in it takes the place of the job's own, also while the job runs and when nothing has failed. A job that has stopped "
                + "because its deadline passed or its budget was spent needs a later or a larger one.")
            .Accepts<RetryRequest>(isOptional: true, "application/json")
            .Produces<ChangedBody>().Fails(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
    }

    /// <returns>A job of the sender's.</returns>
    /// <exception cref="ProblemException">There is none: nobody learns of those of others.</exception>
    public static async Task<JobView> FindAsync(HttpContext context, Guid id, RequestFacts facts, JobReader reader, CancellationToken ct) =>
        await reader.FindAsync(facts.TenantOf(context), id, ct) ?? throw ProblemException.NoSuchJob(id);

    private static async Task<IResult> SubmitAsync(
        HttpContext context, string? request, JobIntake intake, RequestFacts facts, JobReader reader, JobWaits waits, IOptions<ApiOptions> options, CancellationToken ct)
    {
        var (tenant, key, wait) = (facts.TenantOf(context), RequestFacts.KeyOf(context), PreferHeader.WaitOf(context.Request.Headers["Prefer"]));
        var sender = new Sender(tenant, RequestFacts.OriginOf(context));
        var format = BodyReader.KindOf(context.Request);
        BodyReader.Limit(context, format is null ? options.Value.MaxBodyBytes : options.Value.MaxManifestBytes);
        var submitted = format is { } list
            ? await intake.TakeAsync(sender, key, BodyReader.Json<JobRequest>(request ?? "", "The query parameter request"), context.Request.Body, list, ct)
            : await intake.TakeAsync(sender, key, await BodyReader.JsonAsync<JobRequest>(context.Request, ct), ct);
        var job = await reader.FindAsync(tenant, submitted.JobId, ct) ?? throw ProblemException.NoSuchJob(submitted.JobId);
        if (submitted.Outcome == SubmitOutcome.Replayed)
            context.Response.Headers["Idempotency-Replayed"] = "true";
        else if (wait > TimeSpan.Zero)
        {
            job = await waits.ForEndAsync(job, wait, ct);
            context.Response.Headers["Preference-Applied"] = string.Create(CultureInfo.InvariantCulture, $"wait={(int)wait.TotalSeconds}");
            if (job.FinishedAt is not null)
                return TypedResults.Ok(job.Body());
        }
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return TypedResults.Accepted($"{context.Request.PathBase}/v1/jobs/{job.Id}", job.Body());
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, string? state, string? priority, string[]? label, string? createdAfter, string? createdBefore, string? limit, string? cursor,
        RequestFacts facts, JobReader reader, PaceBook paces, CancellationToken ct)
    {
        var (most, query) = (RequestFacts.LimitOf(limit), JobQuery.Of(state, priority, label, createdAfter, createdBefore));
        var before = Cursor.Read<Guid>(Listing, cursor, place => Guid.TryParseExact(place, "N", out var id) ? id : null, query.Text);
        var jobs = await reader.ListAsync(facts.TenantOf(context), query.Filter, before, most + 1, ct);
        var bodies = new List<JobBody>(most);
        foreach (var job in jobs.Take(most))
            bodies.Add(await paces.BodyAsync(job, ct));
        return TypedResults.Ok(new Page<JobBody>(bodies,
            jobs.Count > most ? Cursor.Of(Listing, jobs[most - 1].Id.ToString("N"), query.Text) : null));
    }

    private static async Task<IResult> GetAsync(HttpContext context, Guid id, RequestFacts facts, JobReader reader, PaceBook paces, CancellationToken ct) =>
        TypedResults.Ok(await paces.BodyAsync(await FindAsync(context, id, facts, reader, ct), ct));

    private static async Task<IResult> RetryAsync(
        HttpContext context, Guid id, RequestFacts facts, JobControl control, JobWatches watches, LimitRules rules, IOptions<ApiOptions> options, CancellationToken ct)
    {
        var mistakes = new MistakeList();
        var limits = await BodyReader.FindJsonAsync<RetryRequest>(context, options.Value.MaxBodyBytes, ct) is { } request ? rules.Of(request.Deadline, request.Budget, mistakes) : JobLimits.None;
        mistakes.ThrowIfAny();
        return await AskAsync(id, "retried", control.RetryAsync(facts.TenantOf(context), id, limits, RequestFacts.OriginOf(context), ct), watches);
    }

    private static async Task<IResult> AskAsync(Guid id, string done, Task<Asked> asking, JobWatches watches)
    {
        var asked = await asking;
        watches.Touch([id]);
        return asked.Outcome switch
        {
            AskOutcome.Done => TypedResults.Ok(new ChangedBody(asked.Items)),
            AskOutcome.Refused when asked.Because is { } because => throw new ProblemException(StatusCodes.Status409Conflict, because.Spelled(), because == FailureCode.BudgetSpent
                ? $"Job {id} has spent its budget; send a larger one, as in {{\"budget\":{{\"megapixels\":1000}}}}. What it has used counts: GET /v1/jobs/{id} tells it as spent."
                : $"The deadline of job {id} has passed; send a later one, as in {{\"deadline\":\"2030-01-31T12:00:00Z\"}}."),
            AskOutcome.Refused => throw new ProblemException(StatusCodes.Status409Conflict, "wrong-state",
                $"Job {id} cannot be {done} as it stands; GET /v1/jobs/{id} tells its state."),
            _ => throw ProblemException.NoSuchJob(id),
        };
    }
}
