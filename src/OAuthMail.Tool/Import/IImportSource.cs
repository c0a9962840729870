namespace OAuthMail.Tool.Import;

/// <summary>Reads the accounts of another program.</summary>
internal interface IImportSource
{
    /// <summary>Gets the name on the command line.</summary>
    string Name { get; }

    /// <summary>Gets what the argument FILE is, for the help.</summary>
    string FileDescription { get; }

    /// <summary>Reads the accounts.</summary>
    /// <exception cref="CommandLine.UsageException">A file cannot be read, or a value is missing.</exception>
    IReadOnlyList<ImportedAccount> Read(ImportRequest request);
}
