using System.Diagnostics;

namespace SuperResFarm.Inference.Upscaling;

/// <summary>Adds up the time each stage worked; stages overlap, so the sum exceeds the wall time.</summary>
internal sealed class StageClock
{
    private long _decode, _infer, _place, _encode;

    public StageTimes Times => new(
        new TimeSpan(Interlocked.Read(ref _decode)), new TimeSpan(Interlocked.Read(ref _infer)),
        new TimeSpan(Interlocked.Read(ref _place)), new TimeSpan(Interlocked.Read(ref _encode)));

    public void Decode(Action work) => Add(ref _decode, work);

    public void Place(Action work) => Add(ref _place, work);

    public void Encode(Action work) => Add(ref _encode, work);

    public void Infer(TimeSpan busy) => Interlocked.Add(ref _infer, busy.Ticks);

    private static void Add(ref long sum, Action work)
    {
        var started = Stopwatch.GetTimestamp();
        work();
        Interlocked.Add(ref sum, Stopwatch.GetElapsedTime(started).Ticks);
    }
}

/// <summary>Time each stage worked on one image.</summary>
/// <param name="Decode">Reading rows and cutting tiles.</param>
/// <param name="Infer">Lanes busy, summed over lanes.</param>
/// <param name="Place">Putting cores in their place.</param>
/// <param name="Encode">From the first band to the closed file, waiting for bands included.</param>
public readonly record struct StageTimes(TimeSpan Decode, TimeSpan Infer, TimeSpan Place, TimeSpan Encode);
