using Microsoft.Extensions.Options;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Worker.Operation;

namespace SuperResFarm.Worker.Engines;

/// <summary>
/// The item pipeline of the process and the networks it keeps loaded. When the model of a name becomes another one, all are replaced, and
/// the old ones go when their last image has ended: what is noted with a result is what made it.
/// </summary>
internal sealed class WarmEngines : IDisposable
{
    private static readonly TimeSpan _betweenChecks = TimeSpan.FromMinutes(1);

    private readonly ModelSupply _supply;
    private readonly TimeProvider _time;
    private readonly EngineRoom _room;
    private readonly ILogger<WarmEngines> _logger;
    private readonly StageGates _gates;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _opening = new(1);
    private EngineSet _current;

    public WarmEngines(ModelSupply supply, EngineRoom room, IOptions<WorkerOptions> options, TimeProvider time, ILogger<WarmEngines> logger)
    {
        (_supply, _room, _time, _logger) = (supply, room, time, logger);
        var images = options.Value.Images;
        // Half of them decode and fill the lanes; all of them may be encoding, so that none in the pipeline waits for another.
        _gates = new StageGates(Math.Max(1, images / 2), images);
        _current = Fresh();
    }

    /// <summary>Gives the pipeline with a model loaded.</summary>
    /// <param name="wanted">Names the model.</param>
    /// <param name="ct">Ends the waiting; a model that is being loaded is loaded to its end.</param>
    /// <exception cref="FarmException">The model is not here, is another, or cannot be used; another worker may have better files.</exception>
    public async Task<EngineLease> RentAsync(UpscaleParameters wanted, CancellationToken ct)
    {
        if (TryRent(wanted, _betweenChecks) is { } warm)
            return warm;
        if (!await _opening.WaitAsync(TimeSpan.Zero, ct))
        {
            // While another model is fetched or loaded, no image waits for a mere check of its own.
            if (TryRent(wanted, TimeSpan.MaxValue) is { } open)
                return open;
            await _opening.WaitAsync(ct);
        }
        try
        {
            return TryRent(wanted, _betweenChecks) ?? await OpenAsync(wanted, ct);
        }
        catch (FarmException fault) when (fault is { Code: FailureCode.ModelUnknown, Next: Disposition.Reject })
        {
            // The library's words name this machine's folders.
            throw new FarmException(fault.Code, Disposition.Retry, $"The worker lacks the partner of '{wanted.Model}' that a denoise strength needs.", fault);
        }
        catch (FarmException fault) when (fault is { Code: FailureCode.ModelInvalid, Next: Disposition.Reject })
        {
            throw new FarmException(fault.Code, Disposition.Retry, fault.Message, fault);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
            _current.Retire();
        _gates.Dispose();
    }

    private EngineLease? TryRent(UpscaleParameters wanted, TimeSpan within)
    {
        lock (_lock)
            return _current.Known.TryGetValue(NamedModels.Of(wanted), out var known) && (wanted.ModelSha256 ?? known.Parts.Together) == known.Parts.Together
                && _time.GetElapsedTime(known.CheckedAt) < within
                ? _current.Rent(known.Parts.Together, _lock)
                : null;
    }

    private async Task<EngineLease> OpenAsync(UpscaleParameters wanted, CancellationToken ct)
    {
        var parts = await _supply.DemandAsync(wanted, ct);
        var lease = RentFor(parts);
        try
        {
            await Task.Run(() => lease.Set.OpenAsync(wanted, ct), ct);
            // A file that was replaced while it was read may be either.
            if ((await Task.Run(() => _supply.Find(wanted), ct))?.Together != parts.Together)
            {
                Replace(lease.Set);
                throw new FarmException(FailureCode.ModelInvalid, Disposition.Retry, $"The model '{wanted.Model}' was changed while it was loaded.");
            }
            lock (_lock)
                lease.Set.Known[NamedModels.Of(wanted)] = (parts, _time.GetTimestamp());
            return lease;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private EngineLease RentFor(ModelParts parts)
    {
        lock (_lock)
        {
            if (_current.Known.Values.Any(known => parts.Contradict(known.Parts)))
                Replace(_current);
            return _current.Rent(parts.Together, _lock);
        }
    }

    private void Replace(EngineSet old)
    {
        lock (_lock)
        {
            if (old != _current)
                return;
            _current.Retire();
            _current = Fresh();
        }
    }

    private EngineSet Fresh() => new(_room, _room.Open(_supply.Library), _gates, _logger);
}
