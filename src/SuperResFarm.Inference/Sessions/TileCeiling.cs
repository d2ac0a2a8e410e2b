using SuperResFarm.Imaging.Tiles;

namespace SuperResFarm.Inference.Sessions;

/// <summary>The largest tiles that a network may be given because larger ones did not fit into memory. It can be shared by many images.</summary>
public interface ITileCeiling
{
    /// <returns>Whether a tile is worth trying.</returns>
    bool Allows(TileShape shape);

    /// <summary>Remembers that a tile did not fit.</summary>
    void Lower(TileShape failed);
}

/// <summary>A ceiling for the life of an engine.</summary>
public sealed class TileCeiling : ITileCeiling
{
    private long _pixels = long.MaxValue;

    /// <inheritdoc/>
    public bool Allows(TileShape shape) => shape.Pixels < Interlocked.Read(ref _pixels);

    /// <inheritdoc/>
    public void Lower(TileShape failed)
    {
        for (var known = Interlocked.Read(ref _pixels); failed.Pixels < known; known = Interlocked.Read(ref _pixels))
            if (Interlocked.CompareExchange(ref _pixels, failed.Pixels, known) == known)
                return;
    }
}
