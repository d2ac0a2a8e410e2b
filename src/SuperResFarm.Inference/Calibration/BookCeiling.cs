using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Sessions;

namespace SuperResFarm.Inference.Calibration;

/// <summary>What did not fit, remembered in a book: it expires, and after that the next larger step is tried again.</summary>
/// <param name="book">Remembers.</param>
/// <param name="key">Of what.</param>
public sealed class BookCeiling(CalibrationBook book, CalibrationKey key) : ITileCeiling
{
    /// <inheritdoc/>
    public bool Allows(TileShape shape) => book.Ceiling(key) is not { } edge || shape.Pixels < (long)edge * edge;

    /// <inheritdoc/>
    public void Lower(TileShape failed) => book.Remember(key, Math.Max(1, (int)Math.Sqrt(failed.Pixels)));
}
