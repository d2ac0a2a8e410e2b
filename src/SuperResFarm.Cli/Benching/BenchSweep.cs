using SuperResFarm.Inference.Benching;
using SuperResFarm.Inference.Choosing;

namespace SuperResFarm.Cli.Benching;

/// <summary>Goes through all devices, models and points.</summary>
/// <param name="order">What is measured.</param>
/// <param name="devices">By device, then by arithmetic.</param>
/// <param name="models">The models.</param>
internal sealed class BenchSweep(BenchOrder order, IReadOnlyList<BenchDevice> devices, IReadOnlyList<BenchModel> models)
{
    private readonly List<BenchRow> _rows = [];

    /// <summary>What was done so far, in order.</summary>
    public IReadOnlyList<BenchRow> Rows => _rows;

    /// <summary>Whether every point has its row.</summary>
    public bool Complete { get; private set; }

    /// <summary>Points in all.</summary>
    public int Count => devices.Sum(device => models.Sum(model => PointsOf(device, model).Count));

    /// <summary>Devices with each arithmetic that was asked for.</summary>
    public IReadOnlyList<BenchDevice> Devices => devices;

    /// <summary>The models.</summary>
    public IReadOnlyList<BenchModel> Models => models;

    /// <summary>What is measured.</summary>
    public BenchOrder Order => order;

    /// <summary>Opens what is asked for, once for each arithmetic.</summary>
    /// <param name="precisions">Arithmetic.</param>
    /// <param name="open">Opens the devices with an arithmetic; the same devices each time.</param>
    public static IReadOnlyList<BenchDevice> DevicesOf(IReadOnlyList<PrecisionChoice> precisions, Func<PrecisionChoice, ProviderChoice> open) =>
    [
        .. precisions.SelectMany(precision => open(precision).Providers.Select((provider, number) => (Device: new BenchDevice(provider, number, precision), Number: number)))
            .OrderBy(one => one.Number).Select(one => one.Device),
    ];

    /// <summary>Measures until all is done or someone stops it.</summary>
    /// <param name="tell">Told the number of points done and what comes next.</param>
    /// <param name="ct">Stops; what was measured stays.</param>
    public async Task RunAsync(Action<int, string> tell, CancellationToken ct)
    {
        try
        {
            foreach (var device in devices)
                foreach (var model in models)
                    await RunAsync(device, model, tell, ct);
            Complete = true;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The rows tell what there is.
        }
    }

    private async Task RunAsync(BenchDevice device, BenchModel model, Action<int, string> tell, CancellationToken ct)
    {
        var series = new BenchSeries(device, model, order.Time);
        foreach (var point in PointsOf(device, model))
        {
            ct.ThrowIfCancellationRequested();
            tell(_rows.Count, $"{model.Card.Name} on {device.Name} in {BenchTable.Spelled(series.Precision)} precision, {point.Lanes} x {point.Batch} tiles of {point.Shape}");
            _rows.Add(await series.MeasureAsync(point, ct));
        }
    }

    // From small to large, so that each tells what the next will take.
    private List<BenchPoint> PointsOf(BenchDevice device, BenchModel model) =>
    [
        .. from lanes in order.Lanes.Count > 0 ? order.Lanes : [device.Provider.Device.Places]
           from batch in order.Batches
           from shape in order.Edges.Select(model.ShapeOf).Distinct()
           select new BenchPoint(shape, batch, lanes),
    ];
}
