using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using SuperResFarm.Api.Manifests;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Settings;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Store;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Submissions;

/// <summary>Makes jobs of requests: checks, fetches what a request only points at, and records. What is slow is done before the database is asked.</summary>
internal sealed class JobIntake(
    RequestRules rules, AccessRules access, IObjectStore store, Spool spool, PrefixCrawl crawl, JobSubmitter submitter, IOptions<ApiOptions> options,
    ILogger<JobIntake> logger)
{
    private const string ManifestPointer = "/manifest/uri";

    /// <summary>Takes a request that says which images.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="key">Makes a repeated request the same; null: it is a new one.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <exception cref="ProblemException">It has mistakes, or its key stands for another request.</exception>
    /// <exception cref="FarmException">What it points at cannot be read.</exception>
    public async Task<Submitted> TakeAsync(string tenant, string? key, JobRequest request, CancellationToken ct)
    {
        var mistakes = new MistakeList();
        var plan = rules.Plan(request, null, mistakes);
        var items = request.Items is { } listed ? Items(plan, listed, mistakes) : [];
        mistakes.ThrowIfAny();
        if (plan.Manifest is { } manifest)
        {
            var head = await FindAsync(manifest, ct);
            using var list = await FetchAsync(head, ct);
            return await SubmitAsync(tenant, key, request, [head.Version.ETag, head.Version.VersionId], plan, Entries(plan, list, isList: true, ct), ct);
        }
        if (plan.Prefix is null)
            return await SubmitAsync(tenant, key, request, [], plan, items.ToAsyncEnumerable(), ct);
        using var found = await crawl.ListAsync(plan, options.Value.MaxItems, ct);
        return await SubmitAsync(tenant, key, request, [], plan, Entries(plan, found, isList: false, ct), ct);
    }

    /// <summary>Takes a request whose body lists the images.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="key">Makes a repeated request the same; null: it is a new one.</param>
    /// <param name="request">What is asked for otherwise.</param>
    /// <param name="body">The list.</param>
    /// <param name="format">What it is.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <exception cref="ProblemException">It has mistakes, or its key stands for another request.</exception>
    public async Task<Submitted> TakeAsync(string tenant, string? key, JobRequest request, Stream body, ManifestFormat format, CancellationToken ct)
    {
        var mistakes = new MistakeList();
        var plan = rules.Plan(request, format, mistakes);
        mistakes.ThrowIfAny();
        using var list = await spool.CopyAsync(body, ct);
        return await SubmitAsync(tenant, key, request, [list.Sha256, format.ToString()], plan, Entries(plan, list, isList: true, ct), ct);
    }

    private async Task<Submitted> SubmitAsync(
        string tenant, string? key, JobRequest request, string?[] contents, JobPlan plan, IAsyncEnumerable<NewItem> items, CancellationToken ct)
    {
        var submitted = await submitter.SubmitAsync(
            new Submission(tenant, request.Priority, plan.Parameters)
            {
                Attempts = request.Attempts,
                MaxItems = options.Value.MaxItems,
                Idempotency = key is null ? null : new Idempotency(key, RequestHash.Of(request, contents)),
            },
            items, ct);
        if (submitted.Outcome == SubmitOutcome.Conflict)
            throw new ProblemException(StatusCodes.Status422UnprocessableEntity, "idempotency-key-reused",
                "The idempotency key stands for another request, or for this one with another list of images; use a new key for a new request.");
        if (submitted.Outcome == SubmitOutcome.Created)
            Log.JobAccepted(logger, submitted.JobId, tenant);
        return submitted;
    }

    private List<NewItem> Items(JobPlan plan, IReadOnlyList<ItemRequest> listed, MistakeList mistakes)
    {
        if (listed.Count > options.Value.MaxItems)
            mistakes.Add("/items", $"a job may have {options.Value.MaxItems} items, and this has {listed.Count}; split it");
        var (each, items, wrong) = (new ItemRules(plan, access), new List<NewItem>(listed.Count), new List<ItemMistake>());
        for (var at = 0; at < listed.Count && !mistakes.IsLong; at++)
        {
            // A list's elements may be null whatever its type says.
            if (listed[at] is null)
                mistakes.Add($"/items/{at}", "must be an object, not null");
            else
                items.Add(each.Of(listed[at], wrong));
            foreach (var mistake in wrong)
                mistakes.Add($"/items/{at}/{mistake.Part}", mistake.Detail, mistake.Code);
            wrong.Clear();
        }
        return items;
    }

    private async IAsyncEnumerable<NewItem> Entries(JobPlan plan, SpoolFile list, bool isList, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        var (each, wrong) = (new ItemRules(plan, access), new List<ItemMistake>());
        foreach (var entry in ManifestReader.Read(list.Content, isList ? plan.Format : ManifestFormat.Jsonl))
        {
            ct.ThrowIfCancellationRequested();
            var line = isList ? $"Line {entry.Line}: " : "";
            if (entry.Item is null)
            {
                yield return new NewItem(entry.Given, "") { Refusal = new Refusal(FailureCode.LineInvalid, $"{line}{entry.Mistake}.") };
                continue;
            }
            var item = each.Of(entry.Item, wrong);
            if (wrong.Count > 0)
                item = item with { Refusal = new Refusal(wrong[0].Code, line + string.Join("; ", wrong.Select(mistake => mistake.Detail))) };
            wrong.Clear();
            yield return item;
        }
    }

    private async Task<ObjectHead> FindAsync(ObjectUri manifest, CancellationToken ct)
    {
        try
        {
            return await store.HeadAsync(manifest, ct);
        }
        catch (FarmException fault) when (fault.Next == Disposition.Reject)
        {
            var mistakes = new MistakeList();
            mistakes.Add(ManifestPointer, fault);
            mistakes.ThrowIfAny();
            throw;
        }
    }

    private async Task<SpoolFile> FetchAsync(ObjectHead head, CancellationToken ct)
    {
        if (head.Bytes > options.Value.MaxManifestBytes)
            throw spool.TooLong();
        await using var content = await store.OpenReadAsync(head.Uri, new ReadOptions { Version = head.Version }, ct);
        return await spool.CopyAsync(content.Body, ct);
    }
}
