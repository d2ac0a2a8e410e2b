using System.Text;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.Fetching;

/// <summary>Where results go on this machine. A farm proposes their names, and none of them leads out of the folder.</summary>
internal static class ResultNames
{
    private const int LongestPart = 255;

    /// <returns>The path of a result.</returns>
    /// <param name="folder">Of all results.</param>
    /// <param name="name">As the farm has it.</param>
    /// <exception cref="CommandException">It would lie elsewhere, or cannot be a file's name.</exception>
    public static string PathOf(string folder, string name)
    {
        var parts = name.Split('/');
        if (name.Length == 0 || parts.Any(part => part.Length == 0 || part is "." or ".." || part.Any(c => char.IsControl(c) || c is '\\') || Encoding.UTF8.GetByteCount(part) > LongestPart)
            || parts[0] is Uploading.FarmState.FileName or Batch.Ledger.FileName)
            throw new CommandException(ExitCodes.Environment, $"The farm names a result '{Shown.Of(name)}', which cannot be the name of a file below '{folder}'.");
        return Path.Combine([folder, .. parts]);
    }
}
