using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Faces;

/// <summary>A smaller copy of an image, made while its rows go by: each pixel is the mean of a square of the source's.</summary>
public sealed class SmallCopy
{
    private const int Channels = 3;

    private readonly PixelSize _source;
    private readonly int[] _sums;
    private int _rows;

    /// <param name="source">Size of the image, at least <paramref name="factor"/> on each side.</param>
    /// <param name="factor">Edge of the square; 1 copies.</param>
    public SmallCopy(PixelSize source, int factor)
    {
        (_source, Factor) = (source, factor);
        Image = Raster.Black(new((source.Width + factor - 1) / factor, (source.Height + factor - 1) / factor), new(Channels, SampleDepth.Eight));
        _sums = new int[Channels * Image.Size.Width];
    }

    /// <summary>Edge of the square.</summary>
    public int Factor { get; }

    /// <summary>RGB, 8 bits; black where rows are still to come.</summary>
    public Raster Image { get; }

    /// <returns>The least factor that leaves no more than a number of pixels.</returns>
    public static int FactorFor(PixelSize source, long mostPixels) =>
        Math.Clamp((int)Math.Ceiling(Math.Sqrt((double)source.Pixels / mostPixels)), 1, Math.Min(source.Width, source.Height));

    /// <summary>Takes the next row.</summary>
    /// <param name="rgb">Three bytes a pixel.</param>
    public void Add(ReadOnlySpan<byte> rgb)
    {
        var row = _rows++;
        if (Factor == 1)
        {
            rgb.CopyTo(Image.Row(row));
            return;
        }
        for (var i = 0; i < rgb.Length; i++)
            _sums[(i / Channels / Factor * Channels) + (i % Channels)] += rgb[i];
        if ((row + 1) % Factor == 0 || row + 1 == _source.Height)
            Put(row / Factor, height: (row % Factor) + 1);
    }

    private void Put(int row, int height)
    {
        var target = Image.Row(row);
        for (var x = 0; x < Image.Size.Width; x++)
        {
            var count = height * Math.Min(Factor, _source.Width - (x * Factor));
            for (var i = Channels * x; i < Channels * (x + 1); i++)
                target[i] = (byte)((_sums[i] + (count / 2)) / count);
        }
        Array.Clear(_sums);
    }
}
