using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Sessions;

namespace SuperResFarm.Tests.Inference.Faces;

/// <summary>Makes negatives, as many at the same time as fit into its memory.</summary>
internal sealed class CrampedEngine(int fits) : ITileEngine
{
    private readonly NegativeEngine _inner = new();
    private int _running, _refused;

    public int Scale => 1;

    public int Channels => 3;

    public SampleDepth Depth => SampleDepth.Eight;

    public int Lanes => 2;

    /// <summary>Runs that found no memory.</summary>
    public int Refused => _refused;

    public async Task<TimeSpan> RunAsync(TileSlot slot, CancellationToken ct)
    {
        try
        {
            if (Interlocked.Increment(ref _running) > fits)
            {
                Interlocked.Increment(ref _refused);
                throw new FarmException(FailureCode.OutOfMemory, Disposition.Retry, "It does not fit.");
            }
            await Task.Delay(1, ct);
            return await _inner.RunAsync(slot, ct);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    public void Dispose() => _inner.Dispose();
}
