using System.Text.Json;
using Microsoft.Extensions.Options;
using SuperResFarm.Api.Access;
using SuperResFarm.Api.Events;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Settings;
using SuperResFarm.Api.Submissions;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Hosting.Failpoints;
using SuperResFarm.Jobs.Store;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.Api.Background;

/// <summary>Goes on with the listing of a job's prefix for a while, and says what it waits for or why it ends.</summary>
internal sealed class Crawler(JobCrawls crawls, PrefixPages prefixes, TenantPlaces places, JobWatches watches, IOptions<ApiOptions> options, ILogger<Crawler> logger)
{
    private const int PagesATurn = 50;

    // What a page may take of the time that its claim holds.
    private const double ShareOfLease = 0.3;

    private static readonly TimeSpan _longestForRoom = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _longestForStore = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan _farewell = TimeSpan.FromSeconds(2);

    /// <summary>Takes a turn: writes some pages, and lets others go on then.</summary>
    /// <param name="claim">The right to.</param>
    /// <param name="ct">Ends it; the next turn goes on behind the last page that was written.</param>
    public async Task TurnAsync(CrawlClaim claim, CancellationToken ct)
    {
        var place = new Place(claim);
        try
        {
            await GoOnAsync(place, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            using var soon = new CancellationTokenSource(_farewell);
            await crawls.PutOffAsync(place.Claim, TimeSpan.Zero, null, failed: false, soon.Token);
        }
        catch (Exception fault) when (fault is FarmException { Next: Disposition.Reject } or JsonException)
        {
            Log.CrawlFailed(logger, claim.JobId, fault);
            await crawls.AppendAsync(place.Claim, Nothing(place.Claim, fault is FarmException ? fault.Message : "What was kept of the submission cannot be read any more."), ct);
        }
        catch (Exception fault) when (!FaultMap.IsOfDatabase(fault))
        {
            var pause = PauseAfter(place.Claim.Failures);
            Log.CrawlWaits(logger, claim.JobId, pause, fault);
            await crawls.PutOffAsync(place.Claim, pause, fault is FarmException ? fault.Message : "Something went wrong in the service; its log has the cause.", failed: true, ct);
        }
        watches.Touch([claim.JobId]);
    }

    private async Task GoOnAsync(Place place, CancellationToken ct)
    {
        var (plan, pages) = (CrawlPlan.PlanOf(place.Claim.Plan), 0);
        plan = plan with { Access = places.Apply(place.Claim.Tenant, plan.Access) };
        await foreach (var page in prefixes.ReadAsync(plan, place.Claim.LastKey, place.Claim.Found, crawls.Lease * ShareOfLease, ct))
        {
            await Failpoint.PassAsync("api.crawling", ct);
            if (!await WriteAsync(place, plan, page, ct))
                return;
            await Failpoint.PassAsync("api.crawled", ct);
            watches.Touch([place.Claim.JobId]);
            if (++pages == PagesATurn)
                break;
        }
        await crawls.PutOffAsync(place.Claim, TimeSpan.Zero, null, failed: false, ct);
    }

    // False: nothing more is to be done in this turn.
    private async Task<bool> WriteAsync(Place place, JobPlan plan, ListedPage page, CancellationToken ct)
    {
        var room = options.Value.MaxItems - place.Claim.Found;
        var last = page.Images > room ? Beyond(place.Claim, plan, page, room) : page.Whole();
        if (last is { IsLast: true, Error: null } && place.Claim.Found + last.Items.Count == 0 && plan.Prefix is { } prefix)
            last = last with { Error = $"{PrefixCrawl.Nothing(prefix, place.Claim.PassedOver + last.PassedOver)}." };
        for (var (part, images) = (last, last.Items.Count); ;)
            try
            {
                var next = await crawls.AppendAsync(place.Claim, part, ct);
                PrefixCrawl.Count(part.Items.Count, part.PassedOver);
                if (next is null)
                    return false;
                place.Claim = next;
                if (part == last)
                    return true;
                await WaitForRoomAsync(place, ct);
                return false;
            }
            catch (QuotaException full) when (images > 1)
            {
                // As many as there is room for, so that work goes on while others wait.
                place.Full = full;
                images /= 2;
                part = page.First(images);
            }
            catch (QuotaException full)
            {
                place.Full = full;
                await WaitForRoomAsync(place, ct);
                return false;
            }
    }

    private Task WaitForRoomAsync(Place place, CancellationToken ct)
    {
        var pause = place.Full is { } full && full.RetryAfter < _longestForRoom ? full.RetryAfter : _longestForRoom;
        return crawls.PutOffAsync(place.Claim, pause, $"The quota {place.Full?.Quota} is full; more images are taken when there is room.", failed: false, ct);
    }

    private CrawlPage Beyond(CrawlClaim claim, JobPlan plan, ListedPage page, int room) => (room > 0 ? page.First(room) : Nothing(claim, "")) with
    {
        IsLast = true,
        Error = $"{(plan.Prefix is { } prefix ? PrefixCrawl.TooMany(prefix, options.Value.MaxItems) : "There are too many images")}. Those that were found are done; submit the others by a narrower prefix, or by include.",
    };

    private static CrawlPage Nothing(CrawlClaim claim, string error) => new([], claim.LastKey, 0) { IsLast = true, Error = error };

    private static TimeSpan PauseAfter(int failures) => TimeSpan.FromSeconds(Math.Min(_longestForStore.TotalSeconds, Math.Pow(2, Math.Min(failures, 20))));

    /// <summary>How far a turn is.</summary>
    private sealed class Place(CrawlClaim claim)
    {
        public CrawlClaim Claim { get; set; } = claim;

        /// <summary>The quota that had no room last; null: none.</summary>
        public QuotaException? Full { get; set; }
    }
}
