namespace SuperResFarm.Contracts.Http;

/// <summary>What a key may do. None of them contains another.</summary>
public enum KeyScope
{
    /// <summary>Look at jobs, items, reports and models.</summary>
    Read,

    /// <summary>Submit, cancel and retry jobs.</summary>
    Submit,

    /// <summary>Set tenants, make and revoke keys, and read the audit log.</summary>
    Admin,
}
