using System.Numerics;

namespace SuperResFarm.Imaging.Decode;

/// <summary>
/// Sums of colour times alpha, and of alpha itself, over a square window that slides along one row; pixels outside the image
/// count nothing. A sum stays below 2^45 (49 x 49 pixels of 16 bits), far from overflow.
/// </summary>
internal sealed class WindowSums<T>(int width, int channels, int radius)
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly long[] _columns = new long[width * channels];
    private readonly long[] _window = new long[channels];

    /// <returns>The sum over the window: colour times alpha, or alpha for the last channel.</returns>
    public long Window(int channel) => _window[channel];

    public void Clear() => Array.Clear(_columns);

    /// <summary>Takes one row of pixels into the column sums (sign 1) or out of them (sign -1).</summary>
    public void Add(ReadOnlySpan<T> row, int sign)
    {
        for (var pixel = 0; pixel < row.Length; pixel += channels)
        {
            var alpha = sign * long.CreateTruncating(row[pixel + channels - 1]);
            if (alpha == 0)
                continue;
            for (var c = 0; c < channels - 1; c++)
                _columns[pixel + c] += alpha * long.CreateTruncating(row[pixel + c]);
            _columns[pixel + channels - 1] += alpha;
        }
    }

    /// <summary>Puts the window before the first column.</summary>
    public void Start()
    {
        Array.Clear(_window);
        for (var x = 0; x < Math.Min(radius, width); x++)
            AddColumn(x, 1);
    }

    /// <summary>Centres the window on a column; called for 0, 1, 2 and so on.</summary>
    public void Step(int x)
    {
        if (x + radius < width)
            AddColumn(x + radius, 1);
        if (x - radius - 1 >= 0)
            AddColumn(x - radius - 1, -1);
    }

    private void AddColumn(int x, int sign)
    {
        for (var c = 0; c < channels; c++)
            _window[c] += sign * _columns[x * channels + c];
    }
}
