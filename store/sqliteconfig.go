package store

/*
#cgo linux LDFLAGS: -Wl,--unresolved-symbols=ignore-in-object-files
#cgo darwin LDFLAGS: -Wl,-undefined,dynamic_lookup

// From the engine that github.com/mattn/go-sqlite3 brings along
// (https://www.sqlite.org/c3ref/config.html, c3ref/db_config.html).
extern int sqlite3_config(int, ...);
extern int sqlite3_auto_extension(void (*)(void));
extern int sqlite3_db_config(void *, int, ...);

enum { CONFIG_MEMSTATUS = 9, DBCONFIG_ENABLE_QPSG = 1007, DBCONFIG_DQS_DML = 1013, DBCONFIG_DQS_DDL = 1014 };

static int opened(void *db, char **message, const void *api) {
	int bad = sqlite3_db_config(db, DBCONFIG_ENABLE_QPSG, 1, (int *)0);
	if (!bad) bad = sqlite3_db_config(db, DBCONFIG_DQS_DML, 0, (int *)0);
	if (!bad) bad = sqlite3_db_config(db, DBCONFIG_DQS_DDL, 0, (int *)0);
	return bad;
}

static int configure(void) {
	int bad = sqlite3_config(CONFIG_MEMSTATUS, 0);
	return bad ? bad : sqlite3_auto_extension((void (*)(void))opened);
}
*/
import "C"
import "fmt"

// init sets what the engine lets only a process set, before it is first used:
//
//   - a plan does not depend on the values of parameters, so that a statement that is
//     kept ready is not planned again for each new value;
//   - no count of memory in use, whose lock all connections would share;
//   - a name in double quotes is never taken for a text.
func init() {
	if code := C.configure(); code != 0 {
		panic(fmt.Sprint("SQLite cannot be configured: ", code))
	}
}
