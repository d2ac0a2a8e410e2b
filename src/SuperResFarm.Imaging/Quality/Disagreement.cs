namespace SuperResFarm.Imaging.Quality;

/// <summary>Finds the part of an image that tells most about several versions of it.</summary>
public static class Disagreement
{
    /// <summary>Finds the square in which the versions differ most from each other: where the sum of their variance over all pixels is largest.</summary>
    /// <param name="versions">Lumas of equal size, at least one.</param>
    /// <param name="edge">Length of the square; cut to the image where it is smaller.</param>
    /// <param name="border">Lines at the border to stay away from, where there is room.</param>
    /// <returns>Where the square begins; the first in reading order of those that are equal.</returns>
    public static (int Left, int Top) MostIn(IReadOnlyList<Plane> versions, int edge, int border)
    {
        var (width, height) = (versions[0].Width, versions[0].Height);
        var sums = Sums(versions);
        var (rows, columns) = (Places(height, edge, border), Places(width, edge, border));
        var (best, most) = ((columns.First, rows.First), -1.0);
        for (var top = rows.First; top <= rows.Last; top++)
            for (var left = columns.First; left <= columns.Last; left++)
            {
                var (bottom, right) = (Math.Min(height, top + edge), Math.Min(width, left + edge));
                var sum = At(bottom, right) - At(top, right) - At(bottom, left) + At(top, left);
                if (sum > most)
                    (best, most) = ((left, top), sum);
            }
        return best;

        double At(int y, int x) => sums[y * (width + 1) + x];
    }

    private static (int First, int Last) Places(int length, int edge, int border)
    {
        var free = Math.Max(0, length - edge);
        return 2 * border <= free ? (border, free - border) : (free / 2, free / 2);
    }

    // Of everything above and to the left of each corner: the sum over any rectangle is four of these.
    private static double[] Sums(IReadOnlyList<Plane> versions)
    {
        var (width, height) = (versions[0].Width, versions[0].Height);
        var sums = new double[(width + 1) * (height + 1)];
        for (var y = 0; y < height; y++)
        {
            var row = 0.0;
            for (var x = 0; x < width; x++)
            {
                row += VarianceAt(versions, y * width + x);
                sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
            }
        }
        return sums;
    }

    private static double VarianceAt(IReadOnlyList<Plane> versions, int place)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var version in versions)
        {
            sum += version.Values[place];
            squares += version.Values[place] * version.Values[place];
        }
        return squares / versions.Count - sum / versions.Count * (sum / versions.Count);
    }
}
