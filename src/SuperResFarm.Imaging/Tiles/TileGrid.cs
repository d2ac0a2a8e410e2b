namespace SuperResFarm.Imaging.Tiles;

/// <summary>The tiles of an image: all of one shape, their cores a partition of the image, in rows called bands.</summary>
/// <param name="X">The cut from left to right.</param>
/// <param name="Y">The cut from top to bottom.</param>
public sealed record TileGrid(TileAxis X, TileAxis Y)
{
    /// <summary>The shape of every tile.</summary>
    public TileShape Shape => new(X.Edge, Y.Edge);

    /// <summary>Rows of tiles.</summary>
    public int Bands => Y.Count;

    /// <summary>Number of tiles.</summary>
    public int Count => X.Count * Y.Count;

    /// <summary>Pixels given to the network over pixels of the image: 1 is no waste.</summary>
    public double Redundancy => (double)Count * Shape.Pixels / ((double)X.Length * Y.Length);

    /// <summary>Source rows of the highest core: the height of the tallest band.</summary>
    public int TallestCore => Enumerable.Range(0, Bands).Max(band => Y.CoreEnd(band) - Y.CoreStart(band));

    /// <summary>The tile in column <paramref name="column"/> of band <paramref name="band"/>.</summary>
    public Tile this[int column, int band] => new(
        X.Start(column), Y.Start(band),
        X.CoreStart(column), Y.CoreStart(band),
        X.CoreEnd(column) - X.CoreStart(column), Y.CoreEnd(band) - Y.CoreStart(band));
}
