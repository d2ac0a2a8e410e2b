namespace SuperResFarm.Imaging.Tiles;

/// <summary>One tile of a grid: the part given to the network and the part that is kept, in source pixels.</summary>
/// <param name="Left">First column of the tile.</param>
/// <param name="Top">First row of the tile.</param>
/// <param name="CoreLeft">First column that is kept.</param>
/// <param name="CoreTop">First row that is kept.</param>
/// <param name="CoreWidth">Columns that are kept, at least 1.</param>
/// <param name="CoreHeight">Rows that are kept, at least 1.</param>
public readonly record struct Tile(int Left, int Top, int CoreLeft, int CoreTop, int CoreWidth, int CoreHeight);
