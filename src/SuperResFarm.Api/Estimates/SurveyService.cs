using Microsoft.Extensions.Options;
using SuperResFarm.Api.Background;
using SuperResFarm.Api.Health;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Settings;
using SuperResFarm.Jobs.Estimates;

namespace SuperResFarm.Api.Estimates;

/// <summary>Surveys each accepted job once, a few headers at a time, so that its end can be told long before half of it is done.</summary>
internal sealed class SurveyService(
    SurveyStore store, Surveyor surveyor, StartGate gate, IOptions<ApiOptions> options, TimeProvider time, ILogger<SurveyService> logger) : BackgroundService
{
    // Whoever asks for an estimate waits; a survey does not matter to anybody for seconds.
    private const int Parallel = 4;
    private const int AtOnce = 500;

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan _sweepEvery = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        var (failures, swept) = (new GrowingPause(), time.GetTimestamp());
        while (true)
            try
            {
                if (time.GetElapsedTime(swept) > _sweepEvery)
                {
                    await store.ForgetOldAsync(stoppingToken);
                    swept = time.GetTimestamp();
                }
                if (options.Value.Estimates.JobSample == 0 || !await TurnAsync(stoppingToken))
                    await Task.Delay(_pause, time, stoppingToken);
                failures.Reset();
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                Log.SurveyFailed(logger, fault);
                await Task.Delay(failures.Next(), time, stoppingToken);
            }
    }

    private async Task<bool> TurnAsync(CancellationToken ct)
    {
        if (await store.TakeAsync(_lease, ct) is not var (job, total))
            return false;
        var items = await DrawAsync(job, total, ct);
        var asked = items.Where(item => item.Megapixels is null).ToList();
        var found = await surveyor.LookAsync([.. asked.Select(item => (item.Source, item.Version))], Parallel, _limit, ct);
        var survey = Surveyor.Sum(total, found, size => size.Megapixels);
        foreach (var item in items.Where(item => item.Megapixels is not null))
            survey = survey.With(item.Megapixels);
        // Where the store told nothing, it is asked again when the lease is over.
        if (survey.HasSizes)
            await store.SaveAsync(job, total, survey, ct);
        return true;
    }

    private async Task<List<SurveyItem>> DrawAsync(Guid job, int total, CancellationToken ct)
    {
        var items = new List<SurveyItem>();
        foreach (var numbers in Numbers(total, options.Value.Estimates.JobSample, new Random(job.GetHashCode())).Chunk(AtOnce))
            items.AddRange(await store.ItemsAsync(job, numbers, ct));
        return items;
    }

    // Floyd's way: each number as likely as any other, none twice, whatever the total.
    private static IEnumerable<int> Numbers(int total, int most, Random random)
    {
        if (total <= most)
            return Enumerable.Range(0, total);
        var drawn = new HashSet<int>();
        for (var last = total - most; last < total; last++)
            if (!drawn.Add(random.Next(last + 1)))
                drawn.Add(last);
        return drawn;
    }
}
