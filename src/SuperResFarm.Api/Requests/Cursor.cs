using System.Buffers.Text;
using System.Text;
using SuperResFarm.Api.Problems;
using SuperResFarm.Contracts.Hashes;

namespace SuperResFarm.Api.Requests;

/// <summary>Where a listing goes on. Clients send back what they were given and look no further into it.</summary>
internal static class Cursor
{
    private const int Longest = 200;

    /// <returns>The cursor of a place.</returns>
    /// <param name="listing">Which listing, one letter: a cursor of another one is refused.</param>
    /// <param name="place">The last entry that was shown.</param>
    /// <param name="filters">What the listing is limited to, as text; empty: nothing. A cursor is good with the same filters only.</param>
    public static string Of(char listing, string place, string filters = "") => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(Beginning(listing, filters) + place));

    /// <returns>The place, where it is a text that is compared and nothing else; null: from the beginning.</returns>
    /// <exception cref="ProblemException">No listing has given it.</exception>
    public static string? ReadText(char listing, string? cursor)
    {
        string? text = null;
        Read<bool>(listing, cursor, place => (text = place) is not null);
        return text;
    }

    /// <returns>The place; null: from the beginning.</returns>
    /// <param name="listing">As for <see cref="Of"/>.</param>
    /// <param name="cursor">As given; null: nothing was.</param>
    /// <param name="read">Reads a place; null: it is none.</param>
    /// <param name="filters">As for <see cref="Of"/>.</param>
    /// <exception cref="ProblemException">No listing has given it, or one with other filters.</exception>
    public static T? Read<T>(char listing, string? cursor, Func<string, T?> read, string filters = "")
        where T : struct
    {
        if (string.IsNullOrEmpty(cursor))
            return null;
        var bytes = new byte[Longest];
        return cursor.Length <= Longest && Base64Url.IsValid(cursor) && Base64Url.TryDecodeFromChars(cursor, bytes, out var length)
            && Encoding.ASCII.GetString(bytes, 0, length) is var text && Beginning(listing, filters) is var beginning
            && text.StartsWith(beginning, StringComparison.Ordinal) && read(text[beginning.Length..]) is { } place
            ? place
            : throw ProblemException.Malformed("cursor-invalid", "cursor must be the nextCursor of a page of this listing with the same filters; leave it out to begin anew.");
    }

    // No place begins with a slash, so that a cursor without filters is none with some, and the other way round.
    private static string Beginning(char listing, string filters) => filters.Length == 0 ? listing.ToString() : $"{listing}/{FileHash.Sha256(Encoding.UTF8.GetBytes(filters))[..16]}/";
}
