using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NJsonSchema.CodeGeneration.CSharp;
using NSwag;
using NSwag.CodeGeneration.CSharp;

namespace SuperResFarm.IntegrationTests.Api;

/// <summary>A C# client that a generator made of the served OpenAPI document, compiled and loaded.</summary>
/// <param name="client">An instance of it.</param>
internal sealed class GeneratedClient(object client)
{
    private const string Space = "Generated", Name = "FarmApi";

    /// <param name="document">The document as served.</param>
    /// <param name="http">What it speaks through.</param>
    public static async Task<GeneratedClient> MakeAsync(string document, HttpClient http)
    {
        var settings = new CSharpClientGeneratorSettings { ClassName = Name, CSharpGeneratorSettings = { Namespace = Space, JsonLibrary = CSharpJsonLibrary.SystemTextJson, GenerateNullableReferenceTypes = true } };
        var code = new CSharpClientGenerator(await OpenApiDocument.FromJsonAsync(document), settings).GenerateFile();
        var type = Compile(code).GetType($"{Space}.{Name}", throwOnError: true)!;   // throws otherwise
        return new(Activator.CreateInstance(type, http.BaseAddress!.AbsoluteUri, http)!);   // the farm's address is set, and a class has an instance
    }

    /// <summary>Names of its methods.</summary>
    public IReadOnlyList<string> Methods { get; } = [.. client.GetType().GetMethods().Select(method => method.Name).Distinct()];

    /// <returns>A new body of a type of the document, with members set.</returns>
    public object New(string type, params (string Member, object Value)[] members)
    {
        var made = Activator.CreateInstance(client.GetType().Assembly.GetType($"{Space}.{type}", throwOnError: true)!)!;
        foreach (var (member, value) in members)
            made.GetType().GetProperty(member)!.SetValue(made, value);   // a missing one fails the test here
        return made;
    }

    /// <returns>What a method answers.</returns>
    public async Task<object> CallAsync(string method, params object?[] arguments)
    {
        var called = client.GetType().GetMethods().Single(one => one.Name == method && one.GetParameters() is [.., { ParameterType.Name: nameof(CancellationToken) }]);
        var given = called.GetParameters().Select((parameter, at) => at < arguments.Length ? arguments[at] : parameter.ParameterType == typeof(CancellationToken) ? default(CancellationToken) : null);
        var task = (Task)called.Invoke(client, [.. given])!;   // it returns a task
        await task;
        return ((dynamic)task).Result;
    }

    /// <returns>A member of an answer.</returns>
    public static object? Member(object of, string name) => of.GetType().GetProperty(name)!.GetValue(of);

    private static Assembly Compile(string code)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':').Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("GeneratedClient", [CSharpSyntaxTree.ParseText(code)], references, new(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error)));
        image.Position = 0;
        return new AssemblyLoadContext("generated").LoadFromStream(image);
    }
}
