using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace SuperResFarm.Api.Requests;

/// <summary>The header <c>Prefer</c> (RFC 7240), of which <c>wait</c> is understood. What is not understood is passed over, as the RFC wants.</summary>
internal static class PreferHeader
{
    /// <summary>Longest wait, seconds.</summary>
    public const int LongestWait = 60;

    /// <returns>How long the client wants to wait for the end of what it asks for; zero: not at all.</returns>
    /// <param name="header">All values.</param>
    public static TimeSpan WaitOf(StringValues header)
    {
        foreach (var preference in header.SelectMany(value => (value ?? "").Split(',')))
        {
            var parts = preference.Split(';')[0].Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts is [var name, var value] && name.Equals("wait", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(value.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                return TimeSpan.FromSeconds(Math.Min(seconds, LongestWait));   // the first one counts
        }
        return TimeSpan.Zero;
    }
}
