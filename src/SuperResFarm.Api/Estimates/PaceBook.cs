using SuperResFarm.Api.Endpoints;
using SuperResFarm.Api.Problems;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Estimates;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Api.Estimates;

/// <summary>Knows how fast the farm is, by a look at the database every few seconds at most, and tells of jobs when they will end.</summary>
internal sealed class PaceBook(FarmPaceReader reader, TimeProvider time, ILogger<PaceBook> logger) : IDisposable
{
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _turn = new(1);
    private FarmPace _known = FarmPace.Unknown;
    private long? _knownAt;

    /// <returns>A job as it is told, with its end where it can be guessed.</returns>
    public async Task<JobBody> BodyAsync(JobView job, CancellationToken ct) =>
        job.FinishedAt is null && JobEta.Of(job, await KnownAsync(ct), time.GetUtcNow()) is { } eta ? job.Body() with { Eta = eta.Body(time.GetUtcNow()) } : job.Body();

    public void Dispose() => _turn.Dispose();

    // How a job stands is told even when nobody knows how long it will take.
    private async Task<FarmPace> KnownAsync(CancellationToken ct)
    {
        try
        {
            return await FreshAsync(ct);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            Log.PaceUnseen(logger, fault);
            return _known;
        }
    }

    private async Task<FarmPace> FreshAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            if (_knownAt is { } at && time.GetElapsedTime(at) < _every)
                return _known;
            _known = await reader.ReadAsync(ct);
            _knownAt = time.GetTimestamp();
            return _known;
        }
        finally
        {
            _turn.Release();
        }
    }
}
