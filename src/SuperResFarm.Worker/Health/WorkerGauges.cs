using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Telemetry;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Worker.Items;
using SuperResFarm.Worker.Operation;

namespace SuperResFarm.Worker.Health;

/// <summary>Shows how the worker stands, for as long as it runs: images in the pipeline, lanes and devices at work, memory, price.</summary>
internal sealed class WorkerGauges(EngineRoom room, PriorityGate gate, WorkerState state, IOptions<WorkerOptions> options) : IHostedService
{
    private readonly List<IDisposable> _watches = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Zeros.OfWorker(room.Uses.Select(use => use.Device.Label));
        Watch(FarmMetrics.WorkerImages, () => [new(gate.Inside)]);
        Watch(FarmMetrics.WorkerPlaces, () => [new(options.Value.Images)]);
        Watch(FarmMetrics.WorkerTaking, () => [new(state.IsTaking ? 1 : 0)]);
        Watch(FarmMetrics.Lanes, () => OfDevices<long>(use => use.Lanes));
        Watch(FarmMetrics.LaneBusy, () => OfDevices(use => use.Clock.Read().Lanes.TotalSeconds));
        Watch(FarmMetrics.DeviceBusy, () => OfDevices(use => use.Clock.Read().Device.TotalSeconds));
        Watch(FarmMetrics.DeviceMemoryLimit, () => OfDevices(use => use.Device.TotalBytes));
        Watch(FarmMetrics.DeviceMemoryUsed, () => OfDevices(use => use.Device.TotalBytes - room.FreeBytes(use.Device)));
        Watch(FarmMetrics.DevicePrice, () => OfDevices(_ => options.Value.DeviceHourPrice));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _watches.ForEach(watch => watch.Dispose());
        return Task.CompletedTask;
    }

    private void Watch<T>(Watched<T> instrument, Func<IEnumerable<Measurement<T>>> read)
        where T : struct => _watches.Add(instrument.Watch(read));

    private List<Measurement<T>> OfDevices<T>(Func<DeviceUse, T> read)
        where T : struct
    {
        var measured = new List<Measurement<T>>();
        foreach (var use in room.Uses)
            try
            {
                measured.Add(new(read(use), Tags.Device(use.Device.Label)));
            }
            catch (FarmException)
            {
                // A device that is gone has no value; the others have.
            }
        return measured;
    }
}
