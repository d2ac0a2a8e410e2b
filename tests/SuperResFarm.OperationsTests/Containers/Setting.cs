using System.Reflection;

namespace SuperResFarm.OperationsTests.Containers;

/// <summary>The settings that the services' own option types declare.</summary>
internal static class Setting
{
    private const string Prefix = "SuperResFarm.";
    private static readonly string[] _ofTheHost = ["Logging__Json"];   // read where logging is composed, by no options

    private static readonly Dictionary<string, Type> _sections = Sections();

    /// <param name="variable">An environment variable such as <c>Worker__Warm__0</c>.</param>
    /// <returns>Whether a service reads it.</returns>
    public static bool Exists(string variable)
    {
        var path = variable.Replace("__", ":", StringComparison.Ordinal);
        return _ofTheHost.Contains(variable) || _sections.Any(section =>
            path.StartsWith($"{section.Key}:", StringComparison.OrdinalIgnoreCase) && IsIn(section.Value, path[(section.Key.Length + 1)..].Split(':')));
    }

    private static bool IsIn(Type options, string[] path) =>
        options.GetProperties().FirstOrDefault(property => property.CanWrite && property.Name.Equals(path[0], StringComparison.OrdinalIgnoreCase)) is { PropertyType: var type }
        && (path.Length == 1 ? type.Assembly != options.Assembly || !type.IsClass
            : type.Assembly == options.Assembly ? IsIn(type, path[1..])
            : path.Length == 2 && type.IsGenericType && int.TryParse(path[1], out _));

    private static Dictionary<string, Type> Sections() => Loaded(typeof(Worker.Operation.WorkerOptions).Assembly).Concat(Loaded(typeof(Api.Settings.ApiOptions).Assembly))
        .Distinct().SelectMany(assembly => assembly.GetExportedTypes())
        .Where(type => type.GetField("Section") is { IsLiteral: true })
        .ToDictionary(type => (string)type.GetField("Section")!.GetRawConstantValue()!);

    private static IEnumerable<Assembly> Loaded(Assembly root) =>
        [root, .. root.GetReferencedAssemblies().Where(name => name.Name!.StartsWith(Prefix, StringComparison.Ordinal)).Select(Assembly.Load).SelectMany(Loaded)];
}
