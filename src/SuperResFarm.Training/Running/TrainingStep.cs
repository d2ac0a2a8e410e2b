using System.Runtime.InteropServices;
using SuperResFarm.Training.Data;
using SuperResFarm.Training.Learning;
using SuperResFarm.Training.Networks;
using TorchSharp;

namespace SuperResFarm.Training.Running;

/// <summary>One step after another: forward, losses, backward, Adam, average, and the critic's own step.</summary>
/// <param name="settings">Of the run.</param>
/// <param name="state">Changed by every step.</param>
/// <param name="device">Where the weights of <paramref name="state"/> live.</param>
internal sealed class TrainingStep(RunSettings settings, TrainingState state, torch.Device device) : IDisposable
{
    private readonly CosineSchedule _schedule = new(settings.Rate, settings.LastRate, settings.Warmup, settings.Steps);
    private readonly PixelLoss _loss = new(settings.Loss);
    private readonly PerceptualLoss? _look = settings is { Perceptual: > 0, Trunk: { } trunk } ? new(new(TrunkFile.Read(trunk, settings.TrunkSha256), device)) : null;
    private readonly Scalar _lookShare = settings.Perceptual, _deceitShare = settings.Adversarial;
    private readonly torch.Tensor _low = torch.zeros(settings.Batch, 3, settings.Patch, settings.Patch);
    private readonly torch.Tensor _high = torch.zeros(settings.Batch, 3, settings.Patch * settings.Scale, settings.Patch * settings.Scale);

    /// <summary>Learning rate of the step that was taken last.</summary>
    public double Rate => _schedule.Rate(Math.Max(0, state.Step - 1));

    /// <summary>Brings patches to where <see cref="Take"/> finds them; they may be overwritten afterwards.</summary>
    public void Load(PatchBatch batch)
    {
        MemoryMarshal.AsBytes(batch.Low.AsSpan()).CopyTo(_low.bytes);
        MemoryMarshal.AsBytes(batch.High.AsSpan()).CopyTo(_high.bytes);
    }

    /// <summary>Learns from the patches that were loaded last.</summary>
    /// <returns>The loss before the step; when it is no finite number, no weight was changed.</returns>
    public double Take()
    {
        using var scope = torch.NewDisposeScope();
        var wanted = _high.to(device);
        var result = state.Network.Forward(_low.to(device), settings.Precision);
        var loss = _loss.Of(result, wanted);
        if (_look is not null)
            loss = loss.Plus(_look.Of(result, wanted).mul(_lookShare));
        if (state.Opponent is not null)
            loss = loss.Plus(state.Opponent.Of(result).mul(_deceitShare));
        loss.backward();
        var value = loss.item<float>();
        if (float.IsFinite(value))
        {
            var rate = _schedule.Rate(state.Step);
            state.Optimizer.Step(state.Step + 1, rate);
            state.Average.Add(state.Step + 1);
            state.Opponent?.Learn(wanted, result, state.Step + 1, rate);
        }
        state.Step++;
        return value;
    }

    public void Dispose()
    {
        _loss.Dispose();
        _look?.Dispose();
        _lookShare.Dispose();
        _deceitShare.Dispose();
        _low.Dispose();
        _high.Dispose();
    }
}
