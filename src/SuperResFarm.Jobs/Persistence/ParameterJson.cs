using System.Runtime.CompilerServices;
using System.Text.Json;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>Parameters as they are stored. Many items share theirs, whose text is made once.</summary>
internal static class ParameterJson
{
    private static readonly ConditionalWeakTable<UpscaleParameters, string> _texts = [];

    public static string? Of(UpscaleParameters? parameters) => parameters is null ? null : _texts.GetValue(parameters, one => JsonSerializer.Serialize(one));

    public static UpscaleParameters? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<UpscaleParameters>(json);
}
