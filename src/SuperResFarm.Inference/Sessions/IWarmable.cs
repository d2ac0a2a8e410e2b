using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Tiles;

namespace SuperResFarm.Inference.Sessions;

/// <summary>An engine whose first run of a shape costs more than the others: kernels are searched for, memory is taken.</summary>
public interface IWarmable
{
    /// <summary>Runs tiles of a shape on every lane, alone on all devices, one at a time and in every part of a batch.</summary>
    /// <param name="shape">Their shape.</param>
    /// <param name="batch">Most tiles at once, at least 1.</param>
    /// <param name="ct">Stops between two lanes.</param>
    /// <exception cref="FarmException">OutOfMemory: the tiles do not fit; DeviceFailed: the device is of no more use; EngineFailed.</exception>
    Task WarmAsync(TileShape shape, int batch, CancellationToken ct);
}
