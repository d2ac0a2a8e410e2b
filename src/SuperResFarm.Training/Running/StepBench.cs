using SuperResFarm.Training.Data;
using TorchSharp;

namespace SuperResFarm.Training.Running;

/// <summary>How fast steps are, and what of that the preparation of their patches costs.</summary>
/// <param name="Fed">Steps a second as a run takes them.</param>
/// <param name="Bare">The same steps on patches that stay.</param>
internal sealed record StepBench(double Fed, double Bare)
{
    /// <summary>Share of the bare speed that a run reaches; about 1.</summary>
    public double Share => Fed / Bare;

    /// <summary>Measures both in turns, so that what else the machine does meets both alike.</summary>
    /// <param name="settings">Of a run.</param>
    /// <param name="pairs">Its pictures.</param>
    /// <param name="device">Where it would run.</param>
    /// <param name="rounds">Turns, at least 1; the median counts.</param>
    /// <param name="steps">Steps in each turn, at least 1.</param>
    /// <param name="clock">Measures.</param>
    /// <param name="ct">Ends it between two turns.</param>
    public static async Task<StepBench> RunAsync(
        RunSettings settings, IReadOnlyList<PicturePair> pairs, torch.Device device, int rounds, int steps, TimeProvider clock, CancellationToken ct)
    {
        using var state = RunSetup.Begin(settings, device);
        using var step = new TrainingStep(settings, state, device);
        var sampler = Trainer.Sampler(settings, pairs);
        var batch = sampler.NewBatch();
        sampler.Fill(batch, 0);
        step.Load(batch);
        var (fed, bare) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            ct.ThrowIfCancellationRequested();
            await using (var feed = new PatchFeed(sampler, 0, int.MaxValue))
                fed.Add(await SpeedAsync(() =>
                {
                    var next = feed.Next();
                    step.Load(next);
                    feed.Return(next);
                    step.Take();
                }));
            bare.Add(await SpeedAsync(() => step.Take()));
        }
        return new(Median(fed), Median(bare));

        Task<double> SpeedAsync(Action take) => StepThread.RunAsync(settings.Threads, () =>
        {
            take();   // the first one builds what the others use
            var start = clock.GetTimestamp();
            for (var i = 0; i < steps; i++)
                take();
            return steps / clock.GetElapsedTime(start).TotalSeconds;
        });
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
