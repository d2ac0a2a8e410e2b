using NetVips;

namespace SuperResFarm.Imaging.Formats;

/// <summary>
/// One-time set-up of libvips. Every loader is blocked and only those on our list are opened again, so that no file can
/// reach a parser we did not choose, whoever calls libvips in this process.
/// </summary>
public static class VipsRuntime
{
    /// <summary>Loaders that may run, by the name of their libvips class; each reads from a source only, never by file name.</summary>
    internal static readonly string[] AllowedLoaders =
    [
        "VipsForeignLoadJpegSource", "VipsForeignLoadPngSource", "VipsForeignLoadWebpSource",
        "VipsForeignLoadTiffSource", "VipsForeignLoadNsgifSource", "VipsForeignLoadHeifSource",
    ];

    private static readonly Lazy<string> _started = new(Start);

    /// <summary>Version of the native library, such as <c>8.18.7</c>.</summary>
    public static string Version => _started.Value;

    /// <summary>Worker threads libvips uses for one image: default 1, because the cores belong to the networks.</summary>
    public static int Concurrency
    {
        get
        {
            EnsureStarted();
            return NetVips.NetVips.Concurrency;
        }
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            EnsureStarted();
            NetVips.NetVips.Concurrency = value;
        }
    }

    /// <summary>Makes sure that the set-up is done; all of this namespace calls it first.</summary>
    public static void EnsureStarted() => _ = _started.Value;

    private static string Start()
    {
        Operation.Block("VipsForeignLoad", true);
        foreach (var loader in AllowedLoaders)
            Operation.Block(loader, false);

        // Sources are read once: remembered operations would only hold their pixels in memory.
        Cache.Max = 0;
        Cache.MaxMem = 0;
        Cache.MaxFiles = 0;
        NetVips.NetVips.Concurrency = 1;
        VipsWarnings.Install();
        return string.Join('.', NetVips.NetVips.Version(0), NetVips.NetVips.Version(1), NetVips.NetVips.Version(2));
    }
}
