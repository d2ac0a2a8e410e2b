using System.Diagnostics;
using Microsoft.Extensions.Options;
using SuperResFarm.Api.Access;
using SuperResFarm.Api.Manifests;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Settings;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Api.Submissions;

/// <summary>Makes jobs of requests: checks, fetches what a request only points at, and records. What is slow is done before the database is asked.</summary>
internal sealed class JobIntake(
    RequestRules rules, AccessBook access, ItemLists lists, ManifestFetch manifests, Spool spool, PrefixCrawl crawl, JobSubmitter submitter, IdempotencyKeys keys,
    IOptions<ApiOptions> options, ILogger<JobIntake> logger)
{
    /// <summary>Takes a request that says which images.</summary>
    /// <param name="sender">Whose it is.</param>
    /// <param name="key">Makes a repeated request the same; null: it is a new one.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <exception cref="ProblemException">It has mistakes, or its key stands for another request.</exception>
    /// <exception cref="FarmException">What it points at cannot be read.</exception>
    public async Task<Submitted> TakeAsync(Sender sender, string? key, JobRequest request, CancellationToken ct)
    {
        var mistakes = new MistakeList();
        var plan = rules.Plan(request, null, await access.OfAsync(sender.Tenant, ct), mistakes);
        var manifest = plan.Manifest is { } uri ? await manifests.FindAsync(uri, mistakes, ct) : null;
        var idempotency = key is null ? null : new Idempotency(key, RequestHash.Of(request, manifest?.Version.ETag, manifest?.Version.VersionId));
        // What was accepted once stays so, even where its model or list is gone by now.
        if (await RepeatedAsync(sender.Tenant, idempotency, ct) is { } before)
            return before;
        var items = request.Items is { } listed ? lists.Of(plan, listed, mistakes) : [];
        mistakes.ThrowIfAny();
        if (manifest is null && plan.Prefix is null)
            return await SubmitAsync(sender, idempotency, request, plan, items.ToAsyncEnumerable(), ct);
        var (found, rest) = manifest is null ? await crawl.ListAsync(plan, options.Value.CrawlInRequest, ct) : (await manifests.FetchAsync(manifest, ct), null);
        using var list = found;
        return await SubmitAsync(sender, idempotency, request, plan,
            ItemLists.ReadAsync(plan, list, manifest is null ? ManifestFormat.Jsonl : plan.Format, namesLines: manifest is not null, ct), ct, rest);
    }

    /// <summary>Takes a request whose body lists the images.</summary>
    /// <param name="sender">Whose it is.</param>
    /// <param name="key">Makes a repeated request the same; null: it is a new one.</param>
    /// <param name="request">What is asked for otherwise.</param>
    /// <param name="body">The list.</param>
    /// <param name="format">What it is.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <exception cref="ProblemException">It has mistakes, or its key stands for another request.</exception>
    public async Task<Submitted> TakeAsync(Sender sender, string? key, JobRequest request, Stream body, ManifestFormat format, CancellationToken ct)
    {
        var mistakes = new MistakeList();
        var plan = rules.Plan(request, format, await access.OfAsync(sender.Tenant, ct), mistakes);
        if (key is null)
            mistakes.ThrowIfAny();
        using var list = await spool.CopyAsync(body, ct);
        var idempotency = key is null ? null : new Idempotency(key, RequestHash.Of(request, list.Sha256, format.ToString()));
        if (await RepeatedAsync(sender.Tenant, idempotency, ct) is { } before)
            return before;
        mistakes.ThrowIfAny();
        return await SubmitAsync(sender, idempotency, request, plan, ItemLists.ReadAsync(plan, list, format, namesLines: true, ct), ct);
    }

    private async Task<Submitted?> RepeatedAsync(string tenant, Idempotency? idempotency, CancellationToken ct) =>
        idempotency is not null && await keys.FindAsync(tenant, idempotency, ct) is { } before ? Allowed(before) : null;

    private async Task<Submitted> SubmitAsync(
        Sender sender, Idempotency? idempotency, JobRequest request, JobPlan plan, IAsyncEnumerable<NewItem> items, CancellationToken ct, NewCrawl? rest = null)
    {
        var submission = new Submission(sender.Tenant, request.Priority, plan.Parameters)
        {
            Attempts = request.Attempts,
            MaxItems = options.Value.MaxItems,
            Idempotency = idempotency,
            Limits = plan.Limits,
            Crawl = rest,
            Trace = Activity.Current?.Id,
            Labels = request.Labels,
            By = sender.By,
        };
        var submitted = Allowed(await submitter.SubmitAsync(submission, items, ct));
        if (submitted.Outcome == SubmitOutcome.Created)
            Log.JobAccepted(logger, submitted.JobId, sender.Tenant);
        return submitted;
    }

    private static Submitted Allowed(Submitted submitted) => submitted.Outcome != SubmitOutcome.Conflict ? submitted
        : throw new ProblemException(StatusCodes.Status422UnprocessableEntity, "idempotency-key-reused",
            "The idempotency key stands for another request, or for this one with another list of images; use a new key for a new request.");
}
