using SuperResFarm.Contracts.Failures;
using SuperResFarm.Training.Data;
using SuperResFarm.Training.Degradation;
using SuperResFarm.Training.Networks;
using TorchSharp;

namespace SuperResFarm.Training.Running;

/// <summary>Takes the steps of a run, and writes down what comes of them.</summary>
/// <param name="settings">All of them checked.</param>
/// <param name="folder">Of the run; exists.</param>
/// <param name="state">Where to begin; changed by every step.</param>
/// <param name="device">Where the weights of <paramref name="state"/> live.</param>
/// <param name="clock">For the log.</param>
/// <param name="said">Is given each line for the user.</param>
internal sealed class Trainer(RunSettings settings, string folder, TrainingState state, torch.Device device, TimeProvider clock, Action<string> said)
{
    private readonly RunLog _log = new(folder, state.Step);
    private readonly int _first = state.Step;
    private readonly long _start = clock.GetTimestamp();
    private int _saved = state.Step;

    /// <summary>Goes on from the state's step to the last one.</summary>
    /// <param name="pairs">To learn from.</param>
    /// <param name="valid">To measure by; null for nothing.</param>
    /// <param name="ct">Stops after the step at hand; the state is saved then too.</param>
    /// <exception cref="FarmException">The loss is no number any more: nothing of that is saved.</exception>
    public async Task RunAsync(IReadOnlyList<PicturePair> pairs, ValidationSet? valid, CancellationToken ct)
    {
        await using var feed = new PatchFeed(Sampler(settings, pairs), state.Step, settings.Steps);
        await StepThread.RunAsync(settings.Threads, () => Run(feed, valid, ct));
        ct.ThrowIfCancellationRequested();
    }

    /// <returns>What cuts the patches of a run.</returns>
    public static PatchSampler Sampler(RunSettings settings, IReadOnlyList<PicturePair> pairs) => new(
        pairs, settings.Seed, settings.Batch, settings.Patch, settings.Scale, Degradations.Of(settings.Degradation, settings.Scale));

    private int Run(PatchFeed feed, ValidationSet? valid, CancellationToken ct)
    {
        using var step = new TrainingStep(settings, state, device);
        var (sum, since) = (0.0, 0);
        while (state.Step < settings.Steps && !ct.IsCancellationRequested)
        {
            var batch = feed.Next();   // they come fast, and a stop is seen between them
            step.Load(batch);
            feed.Return(batch);
            (sum, since) = (sum + Checked(step.Take()), since + 1);
            var measures = valid is not null && IsDue(settings.ValidEvery);
            if (measures || IsDue(settings.LogEvery))
            {
                Log(sum / since, step.Rate, measures ? Measure(valid) : null);
                (sum, since) = (0, 0);
            }
            if (IsDue(settings.SaveEvery))
                Save();
        }
        if (_saved != state.Step)
            Save();
        return state.Step;
    }

    private bool IsDue(int every) => state.Step == settings.Steps || state.Step % every == 0;

    private double Checked(double loss) => double.IsFinite(loss) ? loss : throw FarmException.Rejected(
        FailureCode.SettingsInvalid,
        $"The loss of step {state.Step} is no number; the run is as it was saved at step {_saved}. Begin anew with a lower --rate than {settings.Rate:G3}.");

    private void Log(double loss, double rate, double? psnr)
    {
        _log.Add(new(state.Step, clock.GetElapsedTime(_start).TotalSeconds, loss, rate, psnr));
        said(ProgressLine.Of(_log.Rows[^1], settings.Steps, _first));
    }

    private double? Measure(ValidationSet? valid)
    {
        using var averaged = new CompactNetwork(state.Network.Shape, device);
        using (torch.no_grad())
            foreach (var (key, weight) in averaged.Weights)
                weight.copy_(state.Average.Values[key]);
        return valid?.Measure(averaged, device);
    }

    private void Save()
    {
        state.Save(Path.Combine(folder, TrainingState.FileName));
        _saved = state.Step;
        LossPlot.Write(folder, _log.Rows);
    }
}
