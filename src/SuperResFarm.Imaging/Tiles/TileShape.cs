namespace SuperResFarm.Imaging.Tiles;

/// <summary>What a network is given at once, in source pixels, halos included.</summary>
public readonly record struct TileShape(int Width, int Height)
{
    /// <summary>Source pixels of the tile.</summary>
    public long Pixels => (long)Width * Height;

    /// <inheritdoc/>
    public override string ToString() => $"{Width}x{Height}";
}
