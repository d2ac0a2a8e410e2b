using SuperResFarm.Api.Problems;

namespace SuperResFarm.Api.Requests;

/// <summary>Words of query parameters that mean a value of an enumeration, in lower case.</summary>
internal static class Words
{
    /// <returns>The value; null: nothing was given.</returns>
    /// <param name="name">Of the parameter.</param>
    /// <param name="word">As given.</param>
    /// <exception cref="ProblemException">There is no such word.</exception>
    public static T? Of<T>(string name, string? word)
        where T : struct, Enum
    {
        if (string.IsNullOrEmpty(word))
            return null;
        foreach (var value in Enum.GetValues<T>())
            if (Spelled(value) == word)
                return value;
        throw ProblemException.Malformed($"{name}-invalid", $"{name} must be one of {string.Join(", ", Enum.GetValues<T>().Select(Spelled))}.");
    }

    private static string Spelled<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
