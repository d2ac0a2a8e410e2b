using SuperResFarm.Api.Problems;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Api.Requests;

/// <summary>Which items a listing shall show.</summary>
/// <param name="Filter">What must hold for them.</param>
/// <param name="Text">The same as text, for its cursors; empty: all items.</param>
internal sealed record ItemQuery(ItemFilter Filter, string Text)
{
    /// <returns>What a query asks for.</returns>
    /// <param name="status">A state of items.</param>
    /// <param name="errorCode">A failure code.</param>
    /// <param name="source">What sources begin with.</param>
    /// <exception cref="ProblemException">Something of it is none.</exception>
    public static ItemQuery Of(string? status, string? errorCode, string? source)
    {
        if (source?.Length > NewItemRules.LongestAddress)
            throw ProblemException.Malformed("source-invalid", $"source must be the beginning of an address, {NewItemRules.LongestAddress} characters at most.");
        var filter = new ItemFilter(Words.Of<ItemState>("status", status), CodeOf(errorCode), string.IsNullOrEmpty(source) ? null : source);
        return new(filter, filter == new ItemFilter() ? "" : $"{filter.State}\n{filter.Failure}\n{filter.Source}");
    }

    private static FailureCode? CodeOf(string? word)
    {
        if (string.IsNullOrEmpty(word))
            return null;
        foreach (var code in Enum.GetValues<FailureCode>())
            if (code.Spelled() == word)
                return code;
        throw ProblemException.Malformed("error-code-invalid", "errorCode must be a failure code as items tell it, such as source-corrupt.");
    }
}
