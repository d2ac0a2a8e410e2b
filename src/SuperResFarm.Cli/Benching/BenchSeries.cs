using System.Globalization;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Benching;
using SuperResFarm.Inference.Choosing;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Importing;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Cli.Benching;

/// <summary>The points of one model on one device in one arithmetic.</summary>
internal sealed class BenchSeries
{
    private readonly BenchDevice _device;
    private readonly BenchModel _model;
    private readonly TimeSpan _time;
    private readonly PointBench _bench;
    private readonly string? _absent;
    private readonly List<BenchPoint> _tooLarge = [];
    private bool _begun;
    private double? _laneSecondsPerPixel;

    public BenchSeries(BenchDevice device, BenchModel model, TimeSpan time)
    {
        (_device, _model, _time) = (device, model, time);
        (var network, _absent) = Chosen(model.Network, device);
        Precision = _absent is null ? network.Card.Precision : device.Provider.Precision;
        _bench = new PointBench(network, device.Provider, DeviceMemory.OfThisMachine);
    }

    public Precision Precision { get; }

    /// <summary>Measures a point, or tells why not.</summary>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public async Task<BenchRow> MeasureAsync(BenchPoint point, CancellationToken ct)
    {
        var row = new BenchRow(_device, _model, Precision, point, BenchState.Measured);
        try
        {
            if ((_absent ?? _device.Fault ?? ObstacleTo(point)) is { } reason)
                return row with { State = BenchState.LeftOut, Reason = reason };
            await BeginAsync(ct);
            if (Impatience(point) is { } slow)
                return row with { State = BenchState.LeftOut, Reason = slow };
            var figures = await _bench.MeasureAsync(point, _time, ct);
            _laneSecondsPerPixel = figures.SecondsPerMegapixel.Median / 1e6 * point.Lanes;
            return row with { Figures = figures };
        }
        catch (FarmException fault) when (fault.Code == FailureCode.OutOfMemory)
        {
            _tooLarge.Add(point);
            return row with { State = BenchState.OutOfMemory, Reason = "does not fit into the device's memory" };
        }
        catch (FarmException fault)
        {
            _device.Note(fault);
            return row with { State = BenchState.Failed, Reason = fault.Message };
        }
    }

    // The peak is measured close to what is held against it: machines throttle, and have other work.
    private async Task BeginAsync(CancellationToken ct)
    {
        if (!_begun)
            await _device.MeasurePeakAsync(Precision, _time, ct);
        _begun = true;
        _laneSecondsPerPixel ??= await _bench.ScoutAsync(ct);
    }

    private string? ObstacleTo(BenchPoint point) =>
        _tooLarge.Exists(large => large.Shape.Pixels <= point.Shape.Pixels && large.Batch <= point.Batch && large.Lanes <= point.Lanes)
            ? "larger than what did not fit"
            : null;

    private string? Impatience(BenchPoint point)
    {
        var expected = _laneSecondsPerPixel * point.Shape.Pixels * point.Batch;
        return expected > BenchOrder.Patience * _time.TotalSeconds
            ? string.Create(CultureInfo.InvariantCulture, $"one run would take about {expected:0} s; --time {Math.Ceiling(expected.Value / BenchOrder.Patience)} measures it")
            : null;
    }

    // As images would be run: in half precision only where that is good enough.
    private static (Network Network, string? Absent) Chosen(Network given, BenchDevice device)
    {
        if (given.Card.Precision == Precision.Half)
            return (given, device.Choice == PrecisionChoice.Single ? $"Model '{given.Card.Name}' has its weights in 16-bit floats only." : null);
        if (device.Provider.Precision == Precision.Single)
            return (given, null);
        var (kept, obstacle) = HalfTrial.Choose(given);
        return (kept, device.Choice == PrecisionChoice.Half ? obstacle : null);
    }
}
