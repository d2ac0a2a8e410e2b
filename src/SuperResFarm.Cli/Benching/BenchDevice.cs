using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Benching;
using SuperResFarm.Inference.Choosing;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Cli.Benching;

/// <summary>A device that is measured, with the arithmetic that was asked for.</summary>
/// <param name="provider">What runs networks on it.</param>
/// <param name="number">Its place among those that were chosen, from 0.</param>
/// <param name="choice">The arithmetic that was asked for.</param>
internal sealed class BenchDevice(IProvider provider, int number, PrecisionChoice choice)
{
    private readonly Dictionary<Precision, MatrixPeak?> _peaks = [];

    public IProvider Provider => provider;

    public PrecisionChoice Choice => choice;

    /// <summary>What tables call it.</summary>
    public string Name { get; } = provider.Device.Kind == DeviceKind.Cpu ? "cpu" : $"gpu {provider.Device.Gpu?.Ordinal ?? number}";

    /// <summary>Why nothing more can run on it; null while something can.</summary>
    public string? Fault { get; set; }

    /// <summary>Peaks by arithmetic; null where the matrices could not be multiplied.</summary>
    public IReadOnlyDictionary<Precision, MatrixPeak?> Peaks => _peaks;

    public MatrixPeak? PeakOf(Precision precision) => _peaks.GetValueOrDefault(precision);

    /// <summary>Measures the peak of an arithmetic; of several times the fastest counts, as other work of the machine only ever slows it.</summary>
    public async Task MeasurePeakAsync(Precision precision, TimeSpan time, CancellationToken ct)
    {
        try
        {
            var peak = await MatrixPeak.MeasureAsync(provider, precision, time, ct);
            if (PeakOf(precision) is not { } known || known.FlopsPerSecond < peak.FlopsPerSecond)
                _peaks[precision] = peak;
        }
        catch (FarmException fault)
        {
            _peaks.TryAdd(precision, null);
            Note(fault);
        }
    }

    /// <summary>Remembers a fault after which the device is of no more use.</summary>
    public void Note(FarmException fault)
    {
        if (fault.Code == FailureCode.DeviceFailed)
            Fault = fault.Message;
    }
}
