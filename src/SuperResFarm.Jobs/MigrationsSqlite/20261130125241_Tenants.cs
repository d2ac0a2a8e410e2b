using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SuperResFarm.Jobs.MigrationsSqlite
{
    /// <inheritdoc />
    public partial class Tenants : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "api_keys",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    label = table.Column<string>(type: "TEXT", nullable: false),
                    hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    scopes = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    revoked_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_used_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_api_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "audit",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    action = table.Column<string>(type: "TEXT", nullable: false),
                    target = table.Column<string>(type: "TEXT", nullable: false),
                    result = table.Column<string>(type: "TEXT", nullable: false),
                    detail = table.Column<string>(type: "TEXT", nullable: true),
                    request = table.Column<string>(type: "TEXT", nullable: false),
                    address = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "tenants",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    queued_items = table.Column<int>(type: "INTEGER", nullable: true),
                    open_jobs = table.Column<int>(type: "INTEGER", nullable: true),
                    megapixels_per_day = table.Column<double>(type: "REAL", nullable: true),
                    read_prefixes = table.Column<string>(type: "TEXT", nullable: true),
                    write_prefixes = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenants", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "usages",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    day = table.Column<long>(type: "INTEGER", nullable: false),
                    megapixels = table.Column<double>(type: "REAL", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_usages", x => new { x.tenant, x.day });
                });

            migrationBuilder.CreateIndex(
                name: "ix_jobs_tenant_open",
                table: "jobs",
                column: "tenant",
                filter: "state < 2");

            migrationBuilder.CreateIndex(
                name: "IX_api_keys_tenant_label",
                table: "api_keys",
                columns: new[] { "tenant", "label" });

            migrationBuilder.CreateIndex(
                name: "IX_audit_tenant_id",
                table: "audit",
                columns: new[] { "tenant", "id" });

            // What stands in the audit log stays, whoever asks.
            migrationBuilder.Sql("CREATE TRIGGER audit_rows_do_not_change BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END");
            migrationBuilder.Sql("CREATE TRIGGER audit_rows_stay BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "api_keys");

            migrationBuilder.DropTable(
                name: "audit");

            migrationBuilder.DropTable(
                name: "tenants");

            migrationBuilder.DropTable(
                name: "usages");

            migrationBuilder.DropIndex(
                name: "ix_jobs_tenant_open",
                table: "jobs");
        }
    }
}
