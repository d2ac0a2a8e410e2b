using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary>The key that a farm is shown.</summary>
internal static class FarmKey
{
    /// <summary>Environment variable that holds one.</summary>
    public const string Variable = "SUPERRES_KEY";

    /// <returns>The key; null: none is shown.</returns>
    /// <param name="file">File that holds it; null: the variable counts.</param>
    /// <param name="variable">In the environment; null or empty: not.</param>
    /// <exception cref="CommandException">There is something else. It is not repeated: it may be a secret.</exception>
    public static KeyText? Of(string? file, string? variable)
    {
        var (name, text) = file is not null ? ($"--key-file '{file}'", Read(file)) : (Variable, variable);
        if (string.IsNullOrWhiteSpace(text) && file is null)
            return null;
        return KeyText.Parse(text?.Trim()) ?? throw CommandException.WrongUse($"{name} holds no key: a key looks like srf_ID_SECRET, as 'superres keys create' prints it.");
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw CommandException.WrongUse($"--key-file '{file}' cannot be read: {fault.Message}");
        }
    }
}
