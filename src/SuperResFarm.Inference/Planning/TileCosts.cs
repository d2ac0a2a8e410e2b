using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Providers;

namespace SuperResFarm.Inference.Planning;

/// <summary>What tiles cost on a device: measured where the book knows, else estimated.</summary>
internal sealed class TileCosts
{
    private readonly Speed? _speed;
    private readonly Footprint _footprint;
    private readonly int _places;

    public TileCosts(PlanRequest request, CalibrationBook? book, IProvider? provider)
    {
        var key = provider is not null && request.Network.Sha256 is { } model ? CalibrationKey.Of(provider, model, request.Format.Depth) : null;
        Device = key is null || book is null ? null : key.Device;
        Measured = key is null ? null : book?.Find(key);
        CeilingEdge = key is null ? null : book?.Ceiling(key);
        _footprint = Measured?.Footprint ?? new Footprint(0, request.Network.BytesPerPixel);
        _speed = Measured is null ? null : new Speed(Measured.Probes);
        _places = provider?.Device.Places ?? int.MaxValue;
        // Only a gain that was measured is worth waiting for other tiles.
        Batches = [1, .. _speed?.Batches ?? []];
    }

    public Measurements? Measured { get; }

    public string? Device { get; }

    public int? CeilingEdge { get; }

    public IReadOnlyList<int> Batches { get; }

    /// <summary>Bytes of a device's lanes, their tiles not counted.</summary>
    public long BytesOf(TileShape shape, int batch, int lanes) => _footprint.OutsideBytes + lanes * _footprint.LaneBytes(shape.Pixels * batch);

    /// <summary>Time of the busiest lane for each source megapixel: in seconds where measured, else in those of a lane on one endless tile.</summary>
    /// <remarks>A batch counts as full: it takes tiles of all images in flight.</remarks>
    public double PerMegapixel(TileGrid grid, int passes, int batch, int lanes)
    {
        var rounds = Math.Ceiling((double)grid.Count * passes / Math.Min(lanes, _places));
        var useful = (double)grid.X.Length * grid.Y.Length;
        return rounds * grid.Shape.Pixels / useful * (_speed?.SecondsPerPixel(grid.Shape, batch) * 1e6 ?? Speed.Usual(grid.Shape));
    }

    public bool IsBelowCeiling(TileShape shape, int batch) => CeilingEdge is not { } edge || shape.Pixels * batch < (long)edge * edge;
}
