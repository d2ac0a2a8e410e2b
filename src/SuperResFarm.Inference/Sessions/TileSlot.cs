using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;

namespace SuperResFarm.Inference.Sessions;

/// <summary>The samples of one tile before and after the network, outside the managed heap.</summary>
public sealed class TileSlot : IDisposable
{
    private readonly Band _input;
    private readonly Band _output;

    /// <summary>Allocates buffers for tiles of one shape.</summary>
    /// <param name="shape">Tile in source pixels.</param>
    /// <param name="engine">The engine that will run them: gives channels, depth and scale.</param>
    /// <param name="owner">Whose tiles they are: those of different owners take turns. Null: nobody else's.</param>
    /// <param name="batch">How many tiles of this shape are worth running together, at least 1.</param>
    public TileSlot(TileShape shape, ITileEngine engine, object? owner = null, int batch = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        (Shape, Owner, Batch) = (shape, owner ?? this, batch);
        var format = new PixelFormat(engine.Channels, engine.Depth);
        _input = Band.Allocate(format, shape.Width, shape.Height);
        _output = Band.Allocate(format, shape.Width * engine.Scale, shape.Height * engine.Scale);
    }

    /// <summary>Tile in source pixels.</summary>
    public TileShape Shape { get; }

    /// <summary>Whose tile it is.</summary>
    public object Owner { get; }

    /// <summary>How many tiles of this shape are worth running together.</summary>
    public int Batch { get; }

    /// <summary>Samples of the source tile: height x width x channels, rows without gaps.</summary>
    public Span<byte> Input => _input.Samples;

    /// <summary>Samples of the enlarged tile, laid out as <see cref="Input"/>.</summary>
    public Span<byte> Output => _output.Samples;

    /// <summary>Frees the buffers; a run on them must have ended or been stopped.</summary>
    public void Dispose()
    {
        _input.Dispose();
        _output.Dispose();
    }
}
