using System.Globalization;

namespace SuperResFarm.OperationsTests.Containers;

/// <summary>One service of the compose file.</summary>
internal sealed class Service(Dictionary<object, object> keys)
{
    public string? this[string key] => keys.GetValueOrDefault(key) as string;

    /// <returns>A list of words; empty where there is none.</returns>
    public string[] List(string key) => keys.GetValueOrDefault(key) is List<object> list ? [.. list.Cast<string>()] : [];

    /// <returns>A table; empty where there is none.</returns>
    public Dictionary<string, object> Table(string key) =>
        keys.GetValueOrDefault(key) is Dictionary<object, object> table ? table.ToDictionary(entry => (string)entry.Key, entry => entry.Value) : [];

    /// <summary>Its environment variables.</summary>
    public Dictionary<string, string> Environment => Table("environment").ToDictionary(entry => entry.Key, entry => (string)entry.Value);

    /// <summary>What is mounted into it: source, target, and mode.</summary>
    public IEnumerable<string[]> Mounts => List("volumes").Select(volume => volume.Split(':'));

    /// <summary>The words of its health check.</summary>
    public string[] Check => Table("healthcheck").GetValueOrDefault("test") is List<object> words ? [.. words.Cast<string>()] : [];

    /// <summary>How long it may take to stop.</summary>
    public TimeSpan Grace => TimeSpan.FromSeconds(int.Parse(this["stop_grace_period"]!.TrimEnd('s'), CultureInfo.InvariantCulture));
}
