using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Sessions;

namespace SuperResFarm.Tests.Inference.Faces;

/// <summary>"Restores" a face to its negative, as the reference of the pasting does.</summary>
internal sealed class NegativeEngine : ITileEngine
{
    private int _running;

    public int Scale => 1;

    public int Channels => 3;

    public SampleDepth Depth => SampleDepth.Eight;

    public int Lanes => 2;

    /// <summary>Most faces that were here at the same time.</summary>
    public int Most { get; private set; }

    public Func<Task> Meanwhile { get; init; } = () => Task.CompletedTask;

    public async Task<TimeSpan> RunAsync(TileSlot slot, CancellationToken ct)
    {
        Most = Math.Max(Most, Interlocked.Increment(ref _running));
        await Meanwhile();
        for (var i = 0; i < slot.Input.Length; i++)
            slot.Output[i] = (byte)(255 - slot.Input[i]);
        Interlocked.Decrement(ref _running);
        return TimeSpan.Zero;
    }

    public void Dispose()
    {
    }
}
