namespace OAuthMail.EntityFrameworkCore.Tests.Servers;

/// <summary>Finds the programs of PostgreSQL and PgBouncer.</summary>
internal static class DatabaseInstallation
{
    public const string PgBouncer = "/usr/sbin/pgbouncer";

    /// <summary>Gets the folder of PostgreSQL's programs, or <see langword="null"/> if it is not installed.</summary>
    public static string? Programs { get; } = FindPrograms();

    /// <summary>Gets why PostgreSQL cannot be started here, or <see langword="null"/> if it can.</summary>
    public static string? WhyNoPostgres { get; } =
        !OperatingSystem.IsLinux() ? "The tests start PostgreSQL on Linux only."
        : !Environment.IsPrivilegedProcess ? "Only root can start PostgreSQL as the user postgres."
        : Programs is null ? "PostgreSQL is not installed (Debian: postgresql)."
        : null;

    /// <summary>Gets why PgBouncer cannot be started here, or <see langword="null"/> if it can.</summary>
    public static string? WhyNoPgBouncer { get; } =
        WhyNoPostgres ?? (File.Exists(PgBouncer) ? null : "PgBouncer is not installed (Debian: pgbouncer).");

    private static string? FindPrograms()
    {
        const string versions = "/usr/lib/postgresql";
        return !Directory.Exists(versions) ? null : Directory.EnumerateDirectories(versions)
            .Select(version => Path.Combine(version, "bin"))
            .Where(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")))
            .OrderDescending(StringComparer.Ordinal).FirstOrDefault();
    }
}
