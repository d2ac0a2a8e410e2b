using System.Globalization;
using Microsoft.Extensions.Options;
using SuperResFarm.Api.Access;
using SuperResFarm.Api.Manifests;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Settings;
using SuperResFarm.Api.Submissions;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Api.Estimates;

/// <summary>Takes requests as <see cref="JobIntake"/> does, with the same checks, and estimates instead of recording.</summary>
internal sealed class EstimateIntake(
    RequestRules rules, AccessBook access, ItemLists lists, ManifestFetch manifests, Spool spool, PrefixCrawl crawl, Estimator estimator, IOptions<ApiOptions> options)
{
    /// <summary>Estimates a request that says which images.</summary>
    /// <exception cref="ProblemException">It has mistakes.</exception>
    /// <exception cref="FarmException">What it points at cannot be read.</exception>
    public async Task<EstimateBody> TakeAsync(string tenant, JobRequest request, CancellationToken ct)
    {
        var mistakes = new MistakeList();
        var plan = rules.Plan(request, null, await access.OfAsync(tenant, ct), mistakes);
        var manifest = plan.Manifest is { } uri ? await manifests.FindAsync(uri, mistakes, ct) : null;
        var items = request.Items is { } listed ? lists.Of(plan, listed, mistakes) : [];
        mistakes.ThrowIfAny();
        var hash = RequestHash.Of(request, manifest?.Version.ETag, manifest?.Version.VersionId);
        if (manifest is null && plan.Prefix is null)
            return await EstimateAsync(tenant, request, plan, hash, items.ToAsyncEnumerable(), ct);
        using var list = manifest is null ? (await crawl.ListAsync(plan, int.MaxValue, ct)).List : await manifests.FetchAsync(manifest, ct);
        return await EstimateAsync(tenant, request, plan, hash,
            ItemLists.ReadAsync(plan, list, manifest is null ? ManifestFormat.Jsonl : plan.Format, namesLines: manifest is not null, ct), ct);
    }

    /// <summary>Estimates a request whose body lists the images.</summary>
    /// <exception cref="ProblemException">It has mistakes.</exception>
    public async Task<EstimateBody> TakeAsync(string tenant, JobRequest request, Stream body, ManifestFormat format, CancellationToken ct)
    {
        var mistakes = new MistakeList();
        var plan = rules.Plan(request, format, await access.OfAsync(tenant, ct), mistakes);
        mistakes.ThrowIfAny();
        using var list = await spool.CopyAsync(body, ct);
        return await EstimateAsync(tenant, request, plan, RequestHash.Of(request, list.Sha256, format.ToString()), ItemLists.ReadAsync(plan, list, format, namesLines: true, ct), ct);
    }

    private async Task<EstimateBody> EstimateAsync(string tenant, JobRequest request, JobPlan plan, string hash, IAsyncEnumerable<NewItem> items, CancellationToken ct)
    {
        var seed = int.Parse(hash.AsSpan(0, 7), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var sample = await ItemSample.DrawAsync(JobSubmitter.Checked(items, options.Value.MaxItems, ct), options.Value.Estimates.Sample, seed, ct);
        return await estimator.EstimateAsync(tenant, request.Priority, plan, sample, ct);
    }
}
