using System.Runtime.InteropServices;
using SuperResFarm.Training.Data;
using SuperResFarm.Training.Learning;
using TorchSharp;

namespace SuperResFarm.Training.Running;

/// <summary>One step after another: forward, loss, backward, Adam, average.</summary>
/// <param name="settings">Of the run.</param>
/// <param name="state">Changed by every step.</param>
/// <param name="device">Where the weights of <paramref name="state"/> live.</param>
internal sealed class TrainingStep(RunSettings settings, TrainingState state, torch.Device device) : IDisposable
{
    private readonly CosineSchedule _schedule = new(settings.Rate, settings.LastRate, settings.Warmup, settings.Steps);
    private readonly PixelLoss _loss = new(settings.Loss);
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
        var loss = _loss.Of(state.Network.Forward(_low.to(device), settings.Precision), _high.to(device));
        loss.backward();
        var value = loss.item<float>();
        if (float.IsFinite(value))
        {
            state.Optimizer.Step(state.Step + 1, _schedule.Rate(state.Step));
            state.Average.Add(state.Step + 1);
        }
        state.Step++;
        return value;
    }

    public void Dispose()
    {
        _loss.Dispose();
        _low.Dispose();
        _high.Dispose();
    }
}
