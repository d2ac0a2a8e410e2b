using NetVips;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Imaging.Decode;

/// <summary>Applies the EXIF orientation.</summary>
internal static class Upright
{
    // Up to here a decoded image that must be turned is held in memory; larger ones go to a temporary file.
    private const long InMemoryBytes = 64L << 20;
    private const string Field = "orientation";

    /// <returns>1 to 8; anything else in the file counts as 1.</returns>
    public static int Read(Image image) =>
        image.Contains(Field) && image.Get(Field) is int value and >= 1 and <= 8 ? value : 1;

    /// <returns>Whether that orientation exchanges width and height.</returns>
    public static bool Turns(int orientation) => orientation >= 5;

    /// <returns>A new image, upright. The mirror (2) streams; turning needs all rows, so they are decoded here.</returns>
    /// <exception cref="VipsException">Damage found while decoding.</exception>
    /// <exception cref="Contracts.Failures.FarmException">StorageFull: no room for the temporary file.</exception>
    public static Image Apply(Image image, int orientation)
    {
        if (orientation <= 2)
            return orientation == 2 ? image.FlipHor() : image.Copy();
        using var whole = Materialise(image);
        return Turn(whole, orientation);
    }

    private static Image Turn(Image image, int orientation)
    {
        using var rotated = orientation switch
        {
            3 => image.Rot180(),
            4 => image.FlipVer(),
            5 or 6 => image.Rot90(),
            _ => image.Rot270(),
        };
        // 5 is a transposition, 7 its opposite: the quarter turn mirrored.
        return orientation is 5 or 7 ? rotated.FlipHor() : rotated.Copy();
    }

    private static Image Materialise(Image image)
    {
        var bytes = (long)image.Width * image.Height * image.Bands * (image.Format == Enums.BandFormat.Ushort ? 2 : 1);
        if (bytes <= InMemoryBytes)
            return image.CopyMemory();
        var file = Image.NewTempFile("%s.v");
        try
        {
            image.Write(file);
            return file;
        }
        catch (VipsException exception)
        {
            file.Dispose();
            if (VipsText.SaysFull(exception))
                throw DecodeFailures.TemporaryFull(exception);
            throw;
        }
    }
}
